// What is said in the open channel and in the open thread, and where one writes.

import { slack } from "./acts.js";
import { el, find, growing, put } from "./dom.js";
import { message } from "./message.js";
import { choice, choose, state, watch } from "./state.js";
import { counted, day } from "./text.js";

export function start() {
  watch((now) => [now.slack.open, now.slack.users, choice.person, choice.thread], draw);
  compose("#compose", () => ({}));
  compose("#reply", () => ({ thread_ts: choice.thread }));
  find("#thread-close").addEventListener("click", () => choose({ thread: "" }));
}

let before = "";

function draw([open]) {
  if (!open) return;
  const box = find("#messages");
  const low = box.scrollHeight - box.scrollTop - box.clientHeight < 60 || before !== open.id;
  before = open.id;
  put(box, rest(open.left_out), days(open));
  if (low) box.scrollTop = box.scrollHeight;
  find("#compose textarea").placeholder = open.is_archived
    ? "This channel is archived" : "Write a message, or /incident";
  thread(open);
}

const rest = (count) => count
  ? el("p", { class: "hint center" }, `${count} older messages are not shown`) : null;

const isReply = (one) => one.thread_ts && one.thread_ts !== one.ts;
const inHistory = (one) => !isReply(one) || one.subtype === "thread_broadcast";

function days(open) {
  let last = "";
  const all = [...open.messages.filter(inHistory), ...ephemerals(open)];
  return all.sort((one, other) => one.ts - other.ts).flatMap((one) => {
    const today = day(one.ts);
    const line = today === last ? [] : [el("p", { class: "day" }, el("span", {}, today))];
    last = today;
    return [...line, message(one, open, { thread: true })];
  });
}

function ephemerals(open) {
  const own = open.ephemerals.filter((one) => one.user === choice.person);
  return own.map((one) => ({ ...one, user: state.slack.bot, hidden: true }));
}

function thread(open) {
  const parent = open.messages.find((one) => one.ts === choice.thread);
  find("#thread").hidden = !parent;
  if (!parent) return;
  const replies = open.messages.filter((one) => isReply(one) && one.thread_ts === parent.ts);
  put(find("#thread-messages"), message(parent, open, {}),
    el("p", { class: "day" }, el("span", {}, counted(replies.length))),
    replies.map((one) => message(one, open, {})));
}

function compose(place, more) {
  const form = find(place);
  const area = find("textarea", form);
  const send = async () => {
    const text = area.value.trim();
    if (!text) return;
    write(area, "");
    if (!await say(text, more()) && !area.value) write(area, text); // refused: to be mended
  };
  growing(area, send);
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
}

function write(area, text) {
  area.value = text;
  area.dispatchEvent(new Event("input"));
}

// A line that starts with a slash is a command, as in Slack.
function say(text, more) {
  const { channel } = choice;
  if (!text.startsWith("/")) return slack("post", { channel, text, ...more });
  const [command, ...words] = text.split(/\s+/);
  return slack("slash", { channel, command, text: words.join(" ") });
}

export function openThread(ts) {
  choose({ thread: ts });
  find("#reply textarea").focus();
}
