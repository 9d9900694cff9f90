// Block Kit as Slack shows it. `where` names the message or modal that its controls belong to.

import { el } from "./dom.js";
import { control } from "./controls.js";
import { input } from "./inputs.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { rich } from "./rich.js";

const BLOCKS = {
  header: (block) => el("h4", { class: "b-header" }, block.text.text),
  divider: () => el("hr"),
  section,
  context: (block, where) => el("div", { class: "b-context" },
    block.elements.map((one) => el("span", {}, one.type === "image" ? image(one) : said(one)))),
  actions: (block, where) => el("div", { class: "b-actions" },
    block.elements.map((one) => control(one, block, where))),
  image: (block) => image(block),
  markdown: (block) => el("div", { class: "b-text" }, block.text),
  rich_text: (block) => el("div", { class: "b-rich" }, block.elements.map(rich)),
  input,
};

export function blocks(list, where) {
  return list.map((block) => {
    const make = BLOCKS[block.type];
    return make ? make(block, where) : el("p", { class: "hint" }, `(a block ${block.type})`);
  });
}

export function said(text) {
  return text.type === "mrkdwn" ? mrkdwn(text.text) : plain(text.text);
}

function section(block, where) {
  const fields = (block.fields || []).map((one) => el("div", {}, said(one)));
  return el("div", { class: "b-section" },
    el("div", { class: "grow" },
      block.text ? el("div", { class: "b-text" }, said(block.text)) : null,
      fields.length ? el("div", { class: "b-fields" }, fields) : null),
    block.accessory ? control(block.accessory, block, where) : null);
}

// Nothing is fetched from other hosts, so an image is shown by what it says of itself.
function image(one) {
  return el("span", { class: "b-image" }, one.alt_text || "image");
}
