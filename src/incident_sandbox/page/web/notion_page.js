// One page of the database: its to-dos, bullets and texts, over the table.

import { notion } from "./acts.js";
import { button, el, find, growing, icon, put, sign } from "./dom.js";
import { choice, choose, watch } from "./state.js";

const HEADINGS = { heading_1: "h3", heading_2: "h3", heading_3: "h4" };

export function start() {
  watch((now) => [now.notion.page, now.notion.open], ([page, open]) => draw(page, open));
  const form = find("#notion-add");
  const area = find("textarea", form);
  const send = async () => {
    const said = area.value.trim();
    if (said && await add(said, find("select", form).value)) area.value = "";
  };
  growing(area, send);
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  find("#notion-page").addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
}

const close = () => choose({ page: "" });

function draw(page, open) {
  find("#notion-page").hidden = !page;
  find("#notion-table-side").hidden = Boolean(page);
  if (!page) return;
  const title = open?.properties.find((one) => one.type === "title")?.name;
  put(find("#notion-page-head"),
    button([sign("back"), "All pages"], close, { class: "quiet", data: { key: "back" } }),
    el("h3", { class: "grow" }, page.values[title] || "Untitled"),
    page.in_trash ? el("span", { class: "tag" }, "in the trash") : null);
  const empty = "Nothing on this page yet. Follow-ups and the timeline come here.";
  put(find("#notion-blocks"),
    page.blocks.length ? page.blocks.map(block) : el("p", { class: "hint" }, empty));
}

function block(one) {
  const inner = (one.children || []).map(block);
  const name = HEADINGS[one.type];
  const body = name ? el(name, {}, one.text) : one.type === "divider" ? el("hr") : text(one);
  return el("div", { class: `block ${one.type}`, data: { block: one.id } },
    el("div", { class: "row" }, mark(one), body,
      icon(sign("trash"), "Delete this block", () => notion("delete_block", { block: one.id }),
        { data: { key: `x${one.id}` } })),
    inner.length ? el("div", { class: "inner" }, inner) : null);
}

function mark(one) {
  if (one.type === "bulleted_list_item") return el("span", {}, "•");
  if (one.type !== "to_do") return null;
  return el("input", {
    type: "checkbox", checked: one.checked, "aria-label": one.text, data: { key: `c${one.id}` },
    onchange: (event) => notion("set_todo", { block: one.id, checked: event.target.checked }),
  });
}

function text(one) {
  const area = el("textarea", {
    class: "plain grow", rows: 1, value: one.text, data: { key: `b${one.id}` },
    "aria-label": `Text of ${one.text || "the block"}`,
    onchange: () => notion("set_block", { block: one.id, text: area.value }),
  });
  growing(area, () => area.blur());
  return area;
}

// A to-do goes below the heading of the follow-ups where there is one, as people put it there.
function add(text, type) {
  const page = choice.page;
  if (type !== "to_do") return notion("add_block", { page, block: { type, text } });
  const heading = [...document.querySelectorAll("#notion-blocks h3, #notion-blocks h4")]
    .map((one) => one.textContent).find((said) => said === "Follow-ups");
  return notion("add_todo", { page, text, ...(heading ? { under: heading } : {}) });
}
