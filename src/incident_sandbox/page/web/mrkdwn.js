// Slack's mrkdwn as nodes: https://docs.slack.dev/messaging/formatting-message-text

import { el } from "./dom.js";
import { link } from "./links.js";
import { channelName, emoji, userName } from "./text.js";

const PIECE = new RegExp([
  "```(?<pre>[\\s\\S]+?)```", "`(?<code>[^`\\n]+)`", "<(?<token>[^>\\n]+)>",
  ":(?<emoji>[a-z0-9_+'-]+):", "(?<![\\w*])\\*(?<bold>[^*\\n]+)\\*(?![\\w*])",
  "(?<![\\w_])_(?<italic>[^_\\n]+)_(?![\\w_])", "(?<![\\w~])~(?<strike>[^~\\n]+)~(?![\\w~])",
].join("|"), "g");

const MAKE = {
  pre: (text) => el("pre", {}, plain(text)),
  code: (text) => el("code", {}, plain(text)),
  token,
  emoji: (name) => emoji(name),
  bold: (text) => el("strong", {}, mrkdwn(text)),
  italic: (text) => el("em", {}, mrkdwn(text)),
  strike: (text) => el("s", {}, mrkdwn(text)),
};

export function plain(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

export function mrkdwn(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(PIECE)) {
    nodes.push(plain(text.slice(end, found.index)));
    const [kind, inner] = Object.entries(found.groups).find(([, value]) => value !== undefined);
    nodes.push(MAKE[kind](inner));
    end = found.index + found[0].length;
  }
  return [...nodes, plain(text.slice(end))];
}

function token(inner) {
  const [target, label] = inner.split("|");
  if (target.startsWith("@")) return mention(`@${userName(target.slice(1))}`);
  if (target.startsWith("#")) return toChannel(target.slice(1), label);
  if (target.startsWith("!")) return mention(label || `@${target.slice(1).split("^")[0]}`);
  return link(plain(target), plain(label || target.replace(/^mailto:/, "")));
}

export const mention = (text) => el("span", { class: "mention" }, text);

export function toChannel(id, label) {
  return link(`https://sandbox.slack.com/archives/${id}`, `#${label || channelName(id)}`);
}
