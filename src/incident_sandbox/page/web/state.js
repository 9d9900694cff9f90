// What the sandbox says, and what this visitor has chosen to look at.

const CHOICES = ["person", "channel", "database", "page", "book", "tab", "side", "reads"];
const watchers = new Set();
const places = ["channel", "database", "page", "book", "tab", "reads"];
export const choice = Object.fromEntries(
  CHOICES.map((name) => [name, sessionStorage.getItem(`sandbox.${name}`) || ""]));
choice.thread = "";
export let state = null;
let running = null;
let again = false;

// Calls `render` now and whenever what `pick` gives of the state is another than before.
export function watch(pick, render) {
  let before;
  const look = () => {
    const part = pick(state);
    const said = JSON.stringify(part);
    if (said === before) return;
    before = said;
    render(part);
  };
  watchers.add(look);
  if (state) look();
}

export function tell() {
  for (const look of watchers) look();
}

export function choose(changes) {
  Object.assign(choice, changes);
  for (const name of CHOICES) sessionStorage.setItem(`sandbox.${name}`, choice[name]);
  tell();
  return refresh().catch(() => undefined); // `connect` shows that the sandbox is gone
}

// At most one request at a time; whoever asks meanwhile gets the one after it.
export function refresh() {
  again = true;
  running ??= load();
  return running;
}

async function load() {
  try {
    while (again) {
      again = false;
      state = await ask();
      settle();
      tell();
    }
  } finally {
    running = null;
  }
}

async function ask() {
  const asked = new URLSearchParams(places.map((name) => [name, choice[name]]));
  const answer = await fetch(`/page/state?${asked}`);
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
  return answer.json();
}

function settle() {
  const people = Object.entries(state.slack.users).filter(([, user]) => user.person);
  if (!people.some(([id]) => id === choice.person)) choice.person = people[0]?.[0] || "";
  // A channel chosen while the sandbox was asked for another one is still to come.
  const known = state.slack.channels.some(({ id }) => id === choice.channel);
  if (!known) choice.channel = state.slack.open?.id || "";
}

// Listens for changes; `online` hears whether the sandbox answers.
export function connect(online) {
  const events = new EventSource("/page/events");
  const reload = () => refresh().then(() => online(true), () => online(false));
  events.onmessage = reload;
  events.onerror = () => online(false);
}

export const me = () => ({ id: choice.person, ...state.slack.users[choice.person] });
