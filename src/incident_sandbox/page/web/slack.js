// Slack's side bar and the head of the open channel.

import { slack } from "./acts.js";
import { ask, labelled } from "./dialog.js";
import { button, el, find, icon, options, put, sign } from "./dom.js";
import { link } from "./links.js";
import { mrkdwn } from "./mrkdwn.js";
import { choice, choose, watch } from "./state.js";

const seen = new Map();
let first = true;

export function start() {
  watch((state) => [state.slack.channels, choice.channel], ([channels]) => list(channels));
  watch(({ slack: { open, bot } }) => ({ ...open, messages: 0, ephemerals: 0, bot }), head);
}

function list(channels) {
  const current = channels.find((one) => one.id === choice.channel);
  if (current) seen.set(current.id, current.latest);
  for (const one of channels) if (!seen.has(one.id)) seen.set(one.id, first ? one.latest : "");
  first = false;
  const open = channels.filter((one) => !one.archived);
  const archived = channels.filter((one) => one.archived);
  put(find("#channels"),
    el("div", { class: "row between" }, el("h3", {}, "Channels"),
      icon(sign("plus"), "Create a channel", () => create())),
    el("ul", {}, open.sort(byName).map(entry)),
    archived.length ? el("h3", {}, "Archived") : null,
    el("ul", {}, archived.sort(byName).map(entry)));
}

const byName = (one, other) => one.name.localeCompare(other.name, "en", { numeric: true });

function entry(one) {
  const current = one.id === choice.channel;
  const fresh = !current && one.latest > (seen.get(one.id) || "");
  return el("li", {}, button([el("span", { class: "sign" }, one.private ? sign("lock") : "#"),
    el("span", { class: "grow" }, one.name),
    fresh ? el("span", { class: "dot", title: "New messages" }) : null], () => visit(one.id), {
    class: `channel${fresh ? " fresh" : ""}`, "aria-current": current && "true",
    title: `#${one.name}`, data: { key: `channel-${one.id}`, channel: one.name },
  }));
}

const visit = (channel) => choose({ channel, thread: "" });

function head(open) {
  const place = find("#channel-head");
  if (!open.id) return put(place);
  return put(place,
    el("div", { class: "row" },
      el("h2", { class: "grow" }, open.is_private ? sign("lock") : "#", open.name),
      el("span", { class: "hint" }, `${open.members.length} members`), bot(open)),
    el("p", { class: "topic" }, open.topic ? mrkdwn(open.topic) : el("em", {}, "no topic yet"),
      open.bookmarks.map(bookmark)));
}

const bookmark = (one) =>
  el("span", { class: "bookmark" }, sign("bookmark"), link(one.link, one.title));

function bot(open) {
  if (open.is_archived) return el("span", { class: "tag" }, "archived");
  if (open.members.includes(open.bot)) return null;
  return button("Invite incident-sync", () =>
    slack("invite", { channel: open.id, invited: "bot" }), { data: { key: "invite" } });
}

export function create(name = "") {
  const field = el("input", {
    name: "channel", value: name, required: true, maxlength: 80, autocomplete: "off",
    placeholder: "inc-search-is-slow",
  });
  const kind = el("select", {}, options([["", "Public"], ["1", "Private"]], ""));
  const hint = "A name with inc- in front makes it an incident once incident-sync is in it.";
  ask({
    title: "Create a channel", hint, submit: "Create",
    fields: [labelled("Name", field), labelled("Kind", kind)],
    answer: () => make({ name: field.value.trim(), private: Boolean(kind.value) }),
  });
}

async function make(wanted) {
  const made = await slack("create_channel", wanted);
  if (made) visit(made.channel);
  return Boolean(made);
}
