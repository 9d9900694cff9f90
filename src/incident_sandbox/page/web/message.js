// One message: who, when, what, its reactions, its thread, and what one can do with it.

import { slack } from "./acts.js";
import { blocks } from "./blocks.js";
import { openThread } from "./channel.js";
import { ask, labelled } from "./dialog.js";
import { button, el, icon, sign } from "./dom.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { choice } from "./state.js";
import { clock, counted, emoji, hue, initials, OFFERED, userName } from "./text.js";

const SYSTEM = /^(channel_|group_|bot_add|tombstone)/;
const REPORT = "report_incident";

export function message(one, open, { thread }) {
  const where = { channel: open.id, ts: one.ts };
  if (SYSTEM.test(one.subtype || "")) return system(one);
  const pinned = open.pins.includes(one.ts);
  const name = userName(one.user);
  return el("article", {
    class: `message${pinned ? " pinned" : ""}${one.hidden ? " only-you" : ""}`,
    "aria-label": `${name}, ${clock(one.ts)}`, tabindex: "0", data: { ts: one.ts, key: one.ts },
  }, avatar(name), el("div", { class: "grow" },
    notes(one, pinned), byline(one, name), body(one, where), reactions(one, where),
    thread ? replies(one) : null),
  one.hidden || open.is_archived ? null : tools(one, where, { pinned, thread }));
}

const system = (one) => el("p", { class: "system", data: { ts: one.ts } },
  `${clock(one.ts)} `, mrkdwn(one.text));

export const avatar = (name) =>
  el("span", { class: `avatar hue-${hue(name)}`, "aria-hidden": "true" }, initials(name));

function notes(one, pinned) {
  const said = [
    pinned && [sign("pin"), "Pinned "], one.hidden && "Only visible to you ",
    one.subtype === "thread_broadcast" && "Replied in a thread",
  ].filter(Boolean);
  return said.length ? el("p", { class: "note" }, said) : null;
}

function byline(one, name) {
  return el("p", { class: "byline" }, el("strong", {}, name),
    one.typed ? null : el("span", { class: "tag" }, "app"),
    el("time", { title: `${new Date(one.ts * 1000).toISOString()}` }, clock(one.ts)),
    one.edited ? el("span", { class: "hint" }, "(edited)") : null);
}

function body(one, where) {
  if (one.blocks?.length) return el("div", { class: "blocks" }, blocks(one.blocks, where));
  return el("div", { class: "said" }, mrkdwn(one.text || ""));
}

function reactions(one, where) {
  if (!one.reactions?.length) return null;
  return el("div", { class: "reactions" }, one.reactions.map(({ name, users }) => {
    const mine = users.includes(choice.person);
    return button([emoji(name), ` ${users.length}`], () =>
      slack(mine ? "unreact" : "react", { ...where, name }), {
      class: mine ? "mine" : "", "aria-pressed": String(mine),
      title: `${users.map(userName).join(", ")} reacted with :${name}:`,
      data: { key: `${where.ts}/${name}` },
    });
  }));
}

function replies(one) {
  if (!one.reply_count) return null;
  const looks = { class: "link", data: { key: `t${one.ts}` } };
  return button(counted(one.reply_count), () => openThread(one.ts), looks);
}

function tools(one, where, { pinned, thread }) {
  const key = (label) => ({ data: { key: where.ts + label } });
  const doing = (shown, label, deed) => icon(shown, label, deed, key(label));
  const tool = (shown, label, verb, more) =>
    doing(shown, label, () => slack(verb, { ...where, ...more }));
  const own = one.typed && one.user === choice.person;
  return el("div", { class: "tools", role: "group", "aria-label": "What to do with this message" },
    OFFERED.map((name) => tool(emoji(name), `React with :${name}:`, "react", { name })),
    doing(sign("smile"), "React with another emoji", () => react(where)),
    thread ? doing(sign("reply"), "Reply in a thread", () => openThread(one.ts)) : null,
    pinned ? tool(sign("unpin"), "Unpin", "unpin") : tool(sign("pin"), "Pin to the channel", "pin"),
    tool(sign("alarm"), "Report as incident", "shortcut", { callback_id: REPORT }),
    own ? doing(sign("pencil"), "Edit", () => edit(one, where)) : null,
    own ? tool(sign("trash"), "Delete", "delete") : null);
}

function react(where) {
  const name = el("input", { required: true, autocomplete: "off", placeholder: "tada" });
  ask({
    title: "React", submit: "React", fields: [labelled("Name of the emoji, without colons", name)],
    answer: async () => Boolean(
      await slack("react", { ...where, name: name.value.trim().replaceAll(":", "") })),
  });
}

function edit(one, where) {
  const text = el("textarea", { rows: 4, required: true, value: typed(one.text) });
  ask({
    title: "Edit the message", submit: "Save", fields: [labelled("Text", text)],
    answer: async () => Boolean(await slack("edit", { ...where, text: text.value })),
  });
}

// What somebody would type to get a text: names and channels instead of ids.
function typed(text) {
  const spelled = text.replace(/<(@|#)?([^>|]+)(?:\|([^>]*))?>/g, (whole, sign, id, label) =>
    sign === "@" ? `@${userName(id, "handle")}` : sign === "#" ? `#${label || id}` : label || id);
  return plain(spelled);
}
