// What the status pages of all programs do: the token, the questions to the server, and what is said when it does not answer.
import { setText } from "./parts.js";
import { duration } from "./words.js";

const INTERVAL = 2000, DEADLINE = 10000, PLACE = "lotusseal-token";
const find = id => document.getElementById(id);

/** The server takes the token no longer, or never did. */
class Refused extends Error {}

/** An answer that is none, in words for people. */
class Trouble extends Error {}

/**
 * Starts the page.
 * sources: what is asked for, by name: addresses relative to the page, which answer with JSON.
 * build: fills `<main>`, and gives what shows the answers, by name, after each round in which all of them came.
 * subject: takes the answers and gives what stands beside the title, such as a name.
 * hint: which token it is, in words.
 */
export function run({ sources, build, subject, hint }) {
  if (hint) setText(find("hint"), hint);
  let token = tokenOfAddress() ?? recall();
  let timer, show = null, busy = false, generation = 0, lastGood = null, problem = "";

  async function round() {
    clearTimeout(timer);
    if (busy || !token || document.hidden) return;
    busy = true;
    const mine = generation;
    try {
      const answers = await ask(sources, token);
      if (mine !== generation) return;
      enter(answers);
    } catch (error) {
      if (mine !== generation) return;
      if (error instanceof Refused) refuse(error.message);
      else if (error instanceof Trouble) tell(error.message);
      else {
        tell("this page cannot show what the server says");
        console.error(error);
      }
    } finally {
      busy = false;
      if (mine !== generation) round();
      else if (token && !document.hidden) timer = setTimeout(round, INTERVAL);
    }
  }

  function enter(answers) {
    remember(token);
    const fromDoor = find("door").contains(document.activeElement);
    show ??= build(find("main"));
    find("main").hidden = find("leave").hidden = false;
    find("door").hidden = true;
    if (subject) setText(find("subject"), subject(answers));
    show(answers);
    if (fromDoor) find("main").focus({ preventScroll: true });
    lastGood = performance.now();
    tell("");
  }

  function refuse(why) {
    token = null;
    remember(null);
    lastGood = null;
    tell("");
    // Whoever has no token any more sees nothing any more.
    find("main").hidden = find("leave").hidden = true;
    find("main").replaceChildren();
    show = null;
    setText(find("subject"), "");
    find("door").hidden = false;
    setText(find("refusal"), why);
    find("token").value = "";
    find("token").focus();
  }

  function tell(words) {
    problem = words;
    showAge();
    // Where nothing was shown yet there is nothing old.
    setText(find("notice"), words && (lastGood === null ? `Nothing to show yet: ${words}.` : `What is shown is old: ${words}. It is asked again.`));
    find("notice").classList.toggle("notice", words !== "");
    find("main").classList.toggle("old", words !== "");
  }

  // Beside the notice, not in it: a screen reader need not say each second.
  function showAge() {
    const known = lastGood !== null;
    find("age").hidden = !known;
    if (known) setText(find("age"), problem ? `Last answer ${duration((performance.now() - lastGood) / 1000)} ago` : "Up to date");
    find("age").dataset.mood = problem ? "bad" : "good";
  }

  function take(given) {
    generation++;
    token = given;
    setText(find("refusal"), "");
    round();
  }

  find("door").addEventListener("submit", event => {
    event.preventDefault();
    const given = tokenOf(find("token").value);
    find("token").value = "";
    if (given) take(given);
    else refuse("This is no token: a token is one word of plain letters and digits.");
  });
  find("leave").addEventListener("click", () => {
    generation++;
    refuse("");
  });
  addEventListener("hashchange", () => {
    const given = tokenOfAddress();
    if (given) take(given);
  });
  document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(timer) : round());
  setInterval(() => problem && !document.hidden && showAge(), 1000);
  setText(find("rhythm"), `It asks every ${INTERVAL / 1000} s while it is in sight.`);
  if (token) round();
  else refuse("");
}

/** The token that this tab has from before, so that loading the page again does not ask for it. */
function recall() {
  try {
    return sessionStorage.getItem(PLACE);
  } catch {
    return null;
  }
}

/** Keeps a token in this tab, or none; a browser that keeps nothing for pages asks again after the next load. */
function remember(token) {
  try {
    if (token === null) sessionStorage.removeItem(PLACE);
    else sessionStorage.setItem(PLACE, token);
  } catch {
    // It is in memory.
  }
}

/** The token of an address such as /status#token=…, which is taken out of the address at once. */
function tokenOfAddress() {
  if (!location.hash.startsWith("#token=")) return null;
  const given = tokenOf(location.hash.slice("#token=".length));
  history.replaceState(null, "", location.pathname + location.search);
  return given;
}

/** A token as people paste it: alone, or with the address that stands behind it in MINER_API_INFO. Null when it is none. */
function tokenOf(text) {
  const [given] = text.trim().split(":");
  return /^[\x21-\x7e]+$/.test(given) ? given : null;
}

/** Asks for everything at once. When one answer is missing nobody waits for the others, which end then, so that no round meets the next. */
async function ask(sources, token) {
  const rest = new AbortController(), signal = AbortSignal.any([rest.signal, AbortSignal.timeout(DEADLINE)]);
  try {
    const answers = await Promise.all(Object.entries(sources).map(async ([name, address]) => [name, await read(address, token, signal)]));
    return Object.fromEntries(answers);
  } finally {
    rest.abort();
  }
}

async function read(address, token, signal) {
  let answer, text;
  try {
    answer = await fetch(address, {
      headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
      cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", signal,
    });
    text = await answer.text();
  } catch (error) {
    throw new Trouble(error.name === "TimeoutError" ? `the server has not answered for ${DEADLINE / 1000} s` : "the server cannot be reached");
  }
  if (answer.status === 401 || answer.status === 403) throw new Refused("The server does not take this token.");
  if (!answer.ok) throw new Trouble(`the server answered /${address} with ${answer.status} ${text.trim().slice(0, 200)}`.trim());
  try {
    return JSON.parse(text);
  } catch {
    throw new Trouble(`the server's answer to /${address} is no JSON`);
  }
}
