// The elements of a rich_text block:
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block

import { el } from "./dom.js";
import { link } from "./links.js";
import { mention, toChannel } from "./mrkdwn.js";
import { emoji, userName } from "./text.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

const LEAVES = {
  text: (one) => one.text,
  link: (one) => link(one.url, one.text),
  user: (one) => mention(`@${userName(one.user_id)}`),
  channel: (one) => toChannel(one.channel_id),
  emoji: (one) => emoji(one.name),
  broadcast: (one) => mention(`@${one.range}`),
  usergroup: (one) => mention(`@${one.usergroup_id}`),
  date: (one) => one.fallback || new Date(one.timestamp * 1000).toISOString().slice(0, 16),
};

export function rich(one) {
  const inner = (one.elements || []).map(leaf);
  if (one.type === "rich_text_quote") return el("blockquote", {}, inner);
  if (one.type === "rich_text_preformatted") return el("pre", {}, inner);
  if (one.type !== "rich_text_list") return el("div", { class: "b-text" }, inner);
  const items = one.elements.map((item) => el("li", {}, rich(item)));
  return el(one.style === "ordered" ? "ol" : "ul", {}, items);
}

function leaf(one) {
  const make = LEAVES[one.type];
  const made = make ? make(one) : one.text || "";
  return Object.keys(STYLES).filter((name) => one.style?.[name])
    .reduce((inner, name) => el(STYLES[name], {}, inner), made);
}
