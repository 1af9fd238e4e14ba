// The worker's status page: its sectors by phase, its jobs, devices and storage, and why nothing happens.
import { run } from "./page.js";
import { bar, element, keep, reasons, section, setBar, setMood, setText, table } from "./parts.js";
import { bytes, duration, percent, plural, rate } from "./words.js";

/** The way of a sector, and what is shown beside it while there is something of it. */
const LANES = [
  { name: "AP", words: "add piece", tasks: ["AP"], always: true },
  { name: "PC1", words: "PreCommit1", tasks: ["PC1"], always: true },
  { name: "PC2", words: "PreCommit2", tasks: ["PC2"], always: true },
  { name: "C1", words: "Commit1", tasks: ["C1"], always: true },
  { name: "C2", words: "Commit2", tasks: ["C2"], always: true },
  { name: "FIN", words: "finalize", tasks: ["FIN"], always: true },
  { name: "Unseal", words: "UNS", tasks: ["UNS"] },
  { name: "Snap", words: "updates of sectors", tasks: ["RU", "PR1", "PR2", "GSK", "FRU"] },
];
const ELSE = { name: "Other", words: "fetch, data, files", tasks: [] };
const MOODS = { running: "busy", undelivered: "warn" };
const SEALING = ["AP", "PC1", "PC2", "UNS"];

const sectorOf = job => job.Partition === null ? `${job.Miner}/${job.Sector}` : `${job.Miner} partition ${job.Partition}`;
const shareOf = job => job.State === "running" && job.Total > 0 ? job.Done / job.Total : NaN;
const stepOf = job => job.Problem ?? (job.State === "undelivered" && !job.Step ? "waits for the miner" : job.Step);
/** As the command `jobs` shows it, and `jobs cancel` takes it. */
const idOf = job => job.Call.split("-").slice(2).join("-").slice(0, 8) || job.Call;
const moodOf = job => job.Problem ? "bad" : MOODS[job.State];
const names = tasks => tasks.map(task => task.ShortTask).join(" ");
const canTake = path => path.Problem === null && !(path.Available === 0);

run({
  sources: { jobs: "jobs", gpus: "gpus", storage: "storage" },
  hint: "It is the worker's own, in the file token of its repository, or one of the miner with admin permission.",
  subject: ({ jobs }) => jobs.Worker,
  build: main => {
    const parts = [buildState(main), buildPipeline(main), buildJobs(main), buildDevices(main), buildStorage(main)];
    return answers => parts.forEach(show => show(answers));
  },
});

/** What goes on, or why nothing does. */
function buildState(main) {
  const place = section(main, "state", "What goes on"), show = reasons(place, "What goes on"), offer = element("p", { class: "small offer" });
  place.append(offer);
  return answers => {
    show([...minerReasons(answers), ...taskReasons(answers.jobs), ...pathReasons(answers), ...deviceReasons(answers.gpus),
      ...workReasons(answers.jobs)]);
    const { Tasks: tasks } = answers.jobs, missing = tasks.filter(task => task.Missing !== null);
    const unchosen = tasks.filter(task => !task.Offered && !task.Chosen && task.Missing === null);
    setText(offer, [
      `Offered to the miner: ${names(tasks.filter(task => task.Offered)) || "nothing"}.`,
      unchosen.length ? `Not asked for when it was started: ${names(unchosen)}.` : "",
      missing.length ? `Cannot be done here: ${names(missing)}.` : "",
    ].join(" "));
  };
}

function minerReasons({ jobs }) {
  const found = [];
  if (jobs.MinerProblem !== null) {
    found.push({
      key: "miner", mood: "bad", text: `The miner gives nothing: ${jobs.MinerProblem}.`,
      help: jobs.Miner === null ? "It is not known where the miner is." : `It is looked for at ${jobs.Miner}, again and again.`,
    });
  }
  const waiting = jobs.Jobs.filter(job => job.State === "undelivered");
  if (waiting.length > 0) {
    const problem = waiting.find(job => job.Problem !== null)?.Problem, oldest = Math.max(...waiting.map(job => job.AgeSeconds));
    found.push({
      key: "undelivered", mood: problem ? "bad" : "warn",
      text: `The miner has not taken ${plural(waiting.length, "result")}${problem ? `: ${problem}` : ""}.`,
      help: `The oldest call is of ${duration(oldest)} ago. Results are on disk, are offered again, and survive a restart.`,
    });
  }
  return found;
}

function taskReasons(jobs) {
  const found = [], off = jobs.Tasks.filter(task => task.Chosen && !task.Offered && task.Missing === null);
  if (!jobs.Enabled) {
    found.push({ key: "disabled", mood: "warn", text: "This worker is disabled: the miner gives it nothing until it is enabled again." });
  }
  if (off.length > 0) {
    const rest = jobs.Tasks.some(task => SEALING.includes(task.ShortTask) && task.Offered) ? "" : ", all of sealing, as for a drain";
    found.push({
      key: "off", mood: "warn", text: `Switched off: ${names(off)}${rest}. What has begun is finished, nothing of these is taken.`,
      help: "lotus-seal-worker tasks enable TASK switches one on again; so does a restart.",
    });
  }
  return found;
}

function pathReasons({ jobs, storage }) {
  const found = storage.Paths.filter(path => path.Problem !== null)
    .map(path => ({ key: `path ${path.Path}`, mood: "bad", text: `${path.Path} is not used: ${path.Problem}` }));
  for (const path of storage.Paths.filter(each => each.Problem === null && each.Available === 0)) {
    found.push({ key: `full ${path.Path}`, mood: "bad", text: `${path.Path} is full: nothing new fits beside what running work was promised.` });
  }
  // While it starts no path is open yet, and the first reason says so.
  const started = jobs.MinerProblem === null || storage.Paths.length > 0;
  const idle = jobs.Tasks.filter(task => SEALING.includes(task.ShortTask) && task.Offered);
  if (started && idle.length > 0 && !storage.Paths.some(path => path.CanSeal && canTake(path))) {
    found.unshift({
      key: "no path", mood: "bad", text: `No storage path that can seal takes anything: the miner gives no ${names(idle)}.`,
      help: "lotus-seal-worker storage attach --init --seal PATH adds one.",
    });
  }
  return found;
}

function deviceReasons(gpus) {
  const found = gpus.Gpus.filter(gpu => gpu.Retired !== null).map(gpu => ({
    key: `gpu ${gpu.Gpu}`, mood: "bad", text: `${gpu.Name} (${gpu.Gpu}) is not used any more: ${gpu.Retired}`,
    help: "It is left alone until the worker is started again; its work goes to the next backend.",
  }));
  const told = new Set(gpus.Gpus.map(gpu => gpu.Retired));
  for (const fault of gpus.Retired.filter(text => ![...told].some(reason => reason && text.endsWith(reason)))) {
    found.push({ key: `backend ${fault}`, mood: "warn", text: fault });
  }
  return found;
}

function workReasons(jobs) {
  const running = jobs.Jobs.filter(job => job.State === "running"), queued = jobs.Jobs.filter(job => job.State === "queued");
  const found = [];
  if (running.length > 0) {
    const left = Math.max(...running.map(job => job.EtaSeconds).filter(seconds => seconds !== null));
    found.push({
      key: "running", mood: "busy", text: `${plural(running.length, "job")} ${running.length === 1 ? "runs" : "run"}.`,
      help: Number.isFinite(left) ? `The longest ends this task in about ${duration(left)}.` : null,
    });
  }
  for (const task of new Set(queued.map(job => job.ShortTask))) {
    const waiting = queued.filter(job => job.ShortTask === task), why = [...new Set(waiting.map(job => job.Step).filter(step => step))];
    found.push({
      key: `queued ${task}`, text: `${plural(waiting.length, `${task} job`)} ${waiting.length === 1 ? "waits" : "wait"} here.`,
      help: why.length > 0 ? why.slice(0, 3).join("; ") : null,
    });
  }
  if (jobs.QuietSeconds === null && jobs.Jobs.length === 0 && jobs.MinerProblem === null) {
    found.push({
      key: "direct", mood: "busy", text: "Work goes on whose caller waits for the result itself.",
      help: "So calls a miner of v0.3.0; such work is in no list, the log tells of it.",
    });
  }
  if (jobs.QuietSeconds !== null && jobs.MinerProblem === null) {
    found.push({
      key: "quiet", text: `The miner has given nothing for ${duration(jobs.QuietSeconds)}.`,
      help: "It gives work when a sector has come to a task that is offered here and it thinks that memory and processors are free: "
        + "lotus-miner sealing sched-diag says what it waits for.",
    });
  }
  return found;
}

/** Sectors by phase. */
function buildPipeline(main) {
  const place = section(main, "pipeline", "Sectors by phase"), columns = element("div", { class: "columns" });
  place.append(columns);
  return ({ jobs }) => {
    const known = new Set(LANES.flatMap(lane => lane.tasks));
    const others = { ...ELSE, tasks: [...new Set(jobs.Jobs.map(job => job.ShortTask))].filter(task => !known.has(task)) };
    const shown = [...LANES, others].map(lane => ({ ...lane, jobs: jobs.Jobs.filter(job => lane.tasks.includes(job.ShortTask)) }))
      .filter(lane => lane.always || lane.jobs.length > 0);
    keep(columns, shown, lane => lane.name, makeLane, (made, lane) => updateLane(made, lane, jobs.Tasks));
  };
}

function makeLane() {
  return element("div", { class: "lane" }, element("h3", {}, element("span"), element("span", { class: "count" })), element("p"),
    element("div", { class: "cards" }));
}

function updateLane(made, lane, tasks) {
  const [heading, words, cards] = made.children;
  setText(heading.children[0], lane.name);
  setText(heading.children[1], lane.jobs.length || "");
  const task = lane.always ? tasks.find(each => each.ShortTask === lane.name) : null;
  const state = !task || task.Offered ? "" : task.Missing !== null ? "cannot be done here" : task.Chosen ? "switched off" : "not asked for";
  setText(words, state ? `${lane.words}, ${state}` : lane.words);
  keep(cards, lane.jobs, job => job.Call, makeCard, updateCard);
}

function makeCard(job) {
  const facts = element("dl", { class: "facts" });
  for (const title of ["State", "Step", "Done", "Rate", "Left", "Age", "Call"]) facts.append(element("dt", { text: title }), element("dd"));
  return element("details", { class: "card" },
    element("summary", {}, element("span", { class: "pair" }, element("strong"), element("span")), bar(`Sector ${sectorOf(job)}`),
      element("span", { class: "pair small" }, element("span"), element("span"))),
    facts);
}

function updateCard(card, job) {
  const [top, progress, below] = card.firstElementChild.children, share = shareOf(job);
  setText(top.children[0], sectorOf(job));
  setText(top.children[1], Number.isFinite(share) ? percent(share) : job.State);
  setBar(progress, share);
  setText(below.children[0], stepOf(job));
  setText(below.children[1], job.EtaSeconds === null ? "" : `${duration(job.EtaSeconds)} left`);
  setMood(card, moodOf(job));
  const done = job.Total > 0 ? `${amount(job.Done, job.Unit)} of ${amount(job.Total, job.Unit)}` : "";
  const values = [job.State, stepOf(job), done, rate(job.RatePerSecond, job.Unit), duration(job.EtaSeconds), duration(job.AgeSeconds), job.Call];
  values.forEach((value, index) => {
    const [title, text] = [card.lastElementChild.children[2 * index], card.lastElementChild.children[2 * index + 1]];
    setText(text, value);
    title.hidden = text.hidden = !value;
  });
}

const amount = (count, unit) => unit === "bytes" ? bytes(count) : `${count.toLocaleString("en-US")} ${unit}`;

function buildJobs(main) {
  const show = table(section(main, "jobs", "Jobs"), {
    label: "Jobs", key: job => job.Call, empty: "No job is open, and the miner has every result.",
    columns: [
      { title: "Sector", text: sectorOf },
      { title: "Task", text: job => job.ShortTask },
      { title: "State", text: job => job.State, mood: moodOf },
      { title: "Step", text: stepOf, wide: true },
      { title: "Done", text: job => percent(shareOf(job)), number: true },
      { title: "Rate", text: job => rate(job.RatePerSecond, job.Unit), number: true },
      { title: "Left", text: job => duration(job.EtaSeconds), number: true },
      { title: "Age", text: job => duration(job.AgeSeconds), number: true },
      { title: "ID", text: idOf },
    ],
  });
  return ({ jobs }) => show(jobs.Jobs);
}

function buildDevices(main) {
  const place = section(main, "devices", "Devices");
  const reading = (gpu, words) => gpu.Reading === null ? "" : words(gpu.Reading);
  const show = table(place, {
    label: "GPUs", key: gpu => gpu.Gpu, empty: "No GPU is used: processors compute everything.",
    columns: [
      { title: "GPU", text: gpu => `${gpu.Name}, ${gpu.Gpu}`, wide: true },
      {
        title: "State", text: gpu => gpu.Retired !== null ? "retired" : gpu.Tasks.length > 0 ? `for ${gpu.Tasks.join(" ")}` : "spare",
        mood: gpu => gpu.Retired !== null ? "bad" : gpu.Tasks.length > 0 ? "good" : null,
      },
      {
        title: "Temperature", number: true,
        text: gpu => reading(gpu, now => now.TemperatureCelsius === null ? "" : `${now.TemperatureCelsius} °C`),
      },
      { title: "Power", text: gpu => reading(gpu, now => ofMost(now.PowerWatts, now.PowerLimitWatts, "W")), number: true },
      {
        title: "Memory", number: true,
        text: gpu => reading(gpu, now => now.MemoryUsedBytes === null ? "" : `${bytes(now.MemoryUsedBytes)} of ${bytes(now.MemoryTotalBytes)}`),
      },
      { title: "Clock", text: gpu => reading(gpu, now => ofMost(now.MultiprocessorMegahertz, now.HighestMegahertz, "MHz")), number: true },
      { title: "Slowed by", text: gpu => reading(gpu, now => (now.ClockLimits ?? []).join(", ")), wide: true },
      { title: "Errors", text: gpu => gpu.Xid.map(error => `Xid ${error.Code}: ${error.Count}`).join(", "), mood: () => "bad" },
    ],
  });
  const backends = element("p", { class: "small offer" });
  place.append(backends);
  return ({ gpus }) => {
    show(gpus.Gpus);
    const tasks = new Map();
    for (const [task, backend] of Object.entries(gpus.Backends)) tasks.set(backend, [...(tasks.get(backend) ?? []), task]);
    setText(backends, tasks.size ? `Computed by: ${[...tasks].map(([backend, list]) => `${backend} (${list.join(" ")})`).join(", ")}.` : "");
  };
}

function ofMost(now, most, unit) {
  if (now === null) return "";
  return most === null ? `${Math.round(now)} ${unit}` : `${Math.round(now)} of ${Math.round(most)} ${unit}`;
}

function buildStorage(main) {
  const show = table(section(main, "storage", "Storage"), {
    label: "Storage paths", key: path => path.Path, empty: "No storage path is open.",
    columns: [
      { title: "Path", text: path => path.Path, wide: true },
      { title: "Use", text: path => [path.CanSeal ? "seal" : "", path.CanStore ? "store" : ""].filter(use => use).join(", ") },
      {
        title: "State",
        text: path => path.Problem !== null ? "not used" : path.Available === 0 ? "full" : path.Capacity === null ? "not seen yet" : "ready",
        mood: path => !canTake(path) ? "bad" : path.Capacity === null ? null : "good",
      },
      { title: "Takes", text: path => path.Files?.join(", ") ?? "all files", wide: true },
      {
        title: "Free", number: true, share: path => path.Capacity ? 1 - path.Available / path.Capacity : NaN,
        text: path => path.Capacity === null ? "" : bytes(path.Available),
      },
      { title: "Size", text: path => path.Capacity === null ? "" : bytes(path.Capacity), number: true },
      { title: "Reserved", text: path => path.Reserved === null ? "" : bytes(path.Reserved), number: true },
      { title: "Limit", text: path => path.Max ? `${bytes(path.Used)} of ${bytes(path.Max)}` : "", number: true },
    ],
  });
  return ({ storage }) => show(storage.Paths);
}
