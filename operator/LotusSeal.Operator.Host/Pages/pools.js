// The operator's status page: its pools, their workers, and why nothing happens.
import { run } from "./page.js";
import { element, keep, reasons, section, setMood, setText, table } from "./parts.js";
import { duration, percent, plural } from "./words.js";

/** Pools that are shown with all that belongs to them; of further ones only the line. */
const MOST_SECTIONS = 50;
const PHASES = {
  AllWorkersRegistered: "good", WorkersStarting: "busy", Updating: "busy", Suspended: "warn", Paused: "warn", Deleting: "warn",
};
const WORKER_PHASES = {
  Registered: "good", Busy: "busy", Starting: "warn", Pending: "warn", Draining: "warn", Drained: "warn", Disabled: "bad", Failed: "bad", Lost: "bad",
};
const OVERVIEW = {};
const nameOf = pool => `${pool.namespace}/${pool.name}`;
let wanted = "";

/** The address of what is asked for: all pools, those of a namespace, or one. */
function address() {
  const [ns, pool] = wanted.split("/");
  const query = new URLSearchParams(Object.entries({ namespace: ns, pool: pool ?? "" }).filter(([, value]) => value));
  return query.size > 0 ? `pools?${query}` : "pools";
}

/** Seconds from the time of the answer to another; null where that is none. */
function secondsUntil(time, answer) {
  const seconds = (Date.parse(time ?? "") - Date.parse(answer.time)) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
}

function left(job, answer) {
  const seconds = job && secondsUntil(job.expectedEnd, answer);
  return seconds === null || seconds === undefined ? "" : seconds > 0 ? duration(seconds) : "due";
}

function since(time, answer) {
  const seconds = secondsUntil(time, answer);
  return seconds === null ? "" : duration(-seconds);
}

function conditionOf(pool, type) {
  return pool.conditions.find(condition => condition.type === type);
}

/** What a pool is beside its phase. */
function marks(pool) {
  const degraded = conditionOf(pool, "Degraded");
  const said = [
    ["paused", pool.paused], ["suspended", pool.suspended], ["is deleted", pool.deleting], ["last change not seen yet", !pool.current],
    [`degraded: ${degraded?.reason}`, degraded && !degraded.good],
  ];
  return said.filter(([, holds]) => holds).map(([words]) => words).join(", ");
}

function phase(pool) {
  return pool.phase ?? "not looked at";
}

function moodOf(pool) {
  const mood = pool.phase ? PHASES[pool.phase] ?? "bad" : "warn";
  return mood !== "bad" && conditionOf(pool, "Degraded")?.good === false ? "warn" : mood;
}

function minerOf(pool) {
  const reached = conditionOf(pool, "MinerReachable");
  const known = pool.miner.known;
  const who = known ? `${known.actor}, ${known.sectorSize}, version ${known.version}` : "not known yet";
  return `Miner ${pool.miner.address}: ${who}${reached && !reached.good ? `; ${reached.reason}` : ""}`;
}

function countsOf(pool) {
  const counts = [
    `${pool.wanted} wanted`, `${pool.ready} ready`, `${pool.busy} busy`, `${pool.draining} draining`, `${pool.failed} failed`,
    plural(pool.runningTasks, "task"), `${pool.queuedTasks} queued`, plural(pool.gpus, "GPU"),
  ];
  if (pool.otherWorkers > 0) counts.push(`${plural(pool.otherWorkers, "worker")} of the miner not of this pool`);
  if (pool.workersOmitted > 0) counts.push(`${plural(pool.workersOmitted, "more worker")} without room here`);
  return counts.join(", ");
}

function gpusOf(worker) {
  return worker.gpus?.join(", ") ?? (worker.gpuLimit > 0 ? String(worker.gpuLimit) : "");
}

/** A row for each task of a worker, at least one; what is of the worker stands in the first. */
function rowsOf(worker) {
  const jobs = worker.jobs.length > 0 ? worker.jobs : [null];
  return jobs.map((job, index) => ({ worker, job, isFirst: index === 0 }));
}

function taskOf({ worker, job, isFirst }) {
  const more = worker.running - worker.jobs.length;
  const rest = isFirst && more > 0 ? `${job ? "; " : ""}${plural(more, "more task")}` : "";
  const step = job?.step ? `, ${job.step}` : "";
  return job ? `${job.task} of ${job.sector}, ${job.state}${step}${rest}` : rest;
}

function whyOf({ worker, isFirst }) {
  return isFirst ? worker.why.map(finding => finding.text).join(" ") : "";
}

function workerTable(parent, label, answerOf) {
  return table(parent, {
    label,
    empty: "It has no pod.",
    key: row => `${row.worker.name} ${row.job?.id ?? ""}`,
    columns: [
      { title: "Worker", firm: true, text: row => row.worker.name },
      { title: "Phase", text: row => row.isFirst ? row.worker.phase : "", mood: row => WORKER_PHASES[row.worker.phase] },
      { title: "Node", firm: true, text: row => row.isFirst ? row.worker.node : "" },
      { title: "GPU", text: row => row.isFirst ? gpusOf(row.worker) : "" },
      { title: "Task", text: taskOf },
      { title: "Done", number: true, text: row => percent(row.job?.done), share: row => row.job?.done },
      { title: "Left", number: true, text: row => left(row.job, answerOf()) },
      { title: "Why", wide: true, text: whyOf },
    ],
  });
}

function conditionTable(parent, label, answerOf) {
  return table(parent, {
    label,
    empty: "The operator has not looked at the pool.",
    key: condition => condition.type,
    columns: [
      { title: "Condition", text: condition => condition.type },
      { title: "Is", text: condition => condition.status, mood: condition => condition.good ? "good" : "warn" },
      { title: "Reason", text: condition => condition.reason },
      { title: "Since", number: true, text: condition => since(condition.since, answerOf()) },
      { title: "In words", wide: true, text: condition => condition.message },
    ],
  });
}

/** A pool's part of the page, and what shows it. */
function makePool(pool, answerOf) {
  const name = nameOf(pool), made = section(element("div"), `pool-${name}`, name);
  const badge = element("span", { class: "badge" }), marked = element("span", { class: "small" });
  made.classList.add("stack");
  made.querySelector("h2").append(" ", badge, " ", marked);
  const counts = made.appendChild(element("p")), miner = made.appendChild(element("p", { class: "small wide" }));
  const why = reasons(made, `Why, of ${name}`), workers = workerTable(made, `Workers of ${name}`, answerOf);
  const all = made.appendChild(element("details", {}, element("summary", { text: "Conditions" })));
  const conditions = conditionTable(all, `Conditions of ${name}`, answerOf);
  const show = now => {
    setText(badge, phase(now));
    setMood(badge, moodOf(now));
    setText(marked, marks(now));
    setText(counts, countsOf(now));
    setText(miner, minerOf(now));
    // What is said of a pool that is as it should be is no praise.
    const mood = moodOf(now) === "good" ? null : moodOf(now);
    why(now.why.map(finding => ({ mood, text: finding.text, help: finding.commands.join("  or  ") })));
    workers(now.workers.flatMap(rowsOf));
    conditions(now.conditions);
  };
  return { made, show };
}

function makeOverview() {
  const made = section(element("div"), "pools", "Pools");
  made.classList.add("stack");
  const input = element("input", {
    id: "wanted", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": "wanted-hint",
  });
  input.addEventListener("change", () => wanted = input.value.trim());
  made.append(element("p", {},
    element("label", { for: "wanted", text: "Only of " }), input, " ",
    element("span", { id: "wanted-hint", class: "small", text: "a namespace, or namespace/pool" })));
  const notes = reasons(made, "About this answer");
  const pools = table(made, {
    label: "Pools",
    empty: "There is no pool that this token's owner may see.",
    key: nameOf,
    columns: [
      { title: "Pool", wide: true, text: nameOf },
      { title: "Phase", text: phase, mood: moodOf },
      { title: "Wanted", number: true, text: pool => pool.wanted },
      { title: "Ready", number: true, text: pool => pool.ready },
      { title: "Busy", number: true, text: pool => pool.busy },
      { title: "Draining", number: true, text: pool => pool.draining },
      { title: "Miner", text: pool => pool.miner.known?.actor },
      { title: "Marks", text: marks },
    ],
  });
  const show = answer => {
    notes(notesOf(answer));
    pools(answer.pools);
  };
  return { made, show };
}

function notesOf(answer) {
  const notes = [], leader = answer.leader ?? "nobody that it knows of";
  if (!answer.leads) {
    notes.push({
      mood: "busy", text: `This operator stands by; ${leader} acts. What is shown is what is stored; how far tasks are, the acting one knows.`,
    });
  }
  if (answer.poolsOmitted > 0)
    notes.push({ mood: "warn", text: `${plural(answer.poolsOmitted, "more pool")} left out: name a namespace or a pool.` });
  if (answer.namespacesNotAsked > 0)
    notes.push({ mood: "warn", text: `${plural(answer.namespacesNotAsked, "more namespace")} not looked at: name one.` });
  if (answer.pools.length > MOST_SECTIONS)
    notes.push({ mood: "warn", text: `Workers are shown of the first ${MOST_SECTIONS} pools: name a namespace or a pool.` });
  return notes;
}

function build(main) {
  let answer = null;
  const shows = new WeakMap(), answerOf = () => answer;
  const make = item => {
    const { made, show } = item === OVERVIEW ? makeOverview() : makePool(item, answerOf);
    shows.set(made, show);
    return made;
  };
  return answers => {
    answer = answers.pools;
    const items = [OVERVIEW, ...answer.pools.slice(0, MOST_SECTIONS)];
    keep(main, items, item => item === OVERVIEW ? "" : nameOf(item), make, (made, item) => shows.get(made)(item === OVERVIEW ? answer : item));
  };
}

run({
  // Looked up at each round: what is asked for changes with the field.
  sources: { get pools() { return address(); } },
  subject: answers => answers.pools.identity,
  hint: "A token of Kubernetes whose owner may list sealworkers: kubectl create token ACCOUNT -n NAMESPACE.",
  build,
});
