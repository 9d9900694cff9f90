// The editor of one cell, by the kind of its column.

import { el, fitted, options } from "./dom.js";

const LISTS = new Set(["select", "status", "people", "words"]);

// `done(value, step)`: null leaves the cell as it was; `step` says where the focus goes then.
export function editor(cell, field, value, typed, done) {
  const node = LISTS.has(field.kind) ? list(field, value) : entry(field, value, typed);
  node.setAttribute("aria-label", field.name);
  node.classList.add("editor");
  cell.firstChild.replaceChildren(node);
  node.addEventListener("keydown", (event) => keys(event, node, field, done));
  node.addEventListener("blur", () => done(said(node, field), null));
  node.focus();
  if (LISTS.has(field.kind)) pick(node, field, done);
  else if (typed === undefined && node.select) node.select();
}

function said(node, field) {
  if (field.kind === "date" && node.type !== "text") return node.value ? `${node.value}:00Z` : "";
  return node.value;
}

// Where the focus goes after a key that ends the editing.
const STEPS = {
  Escape: () => [0, 0],
  Enter: (event) => event.shiftKey ? undefined : [1, 0],
  Tab: (event) => [0, event.shiftKey ? -1 : 1],
};

function keys(event, node, field, done) {
  event.stopPropagation();
  const step = event.isComposing ? undefined : STEPS[event.key]?.(event);
  if (!step) return;
  event.preventDefault();
  done(event.key === "Escape" ? null : said(node, field), step);
}

function list(field, value) {
  const known = field.options.some(([one]) => one === value);
  const more = value && !known ? [[value, value]] : [];
  const none = field.required ? [] : [["", "–"]];
  return el("select", {}, options([...none, ...more, ...field.options], value));
}

// A list opens at once, where the browser lets it.
function pick(node, field, done) {
  node.addEventListener("change", () => done(said(node, field), [0, 0]));
  try {
    node.showPicker();
  } catch {
    // It opens with the space bar or a click then.
  }
}

function entry(field, value, typed) {
  if (field.kind === "date") {
    return el("input", { type: "datetime-local", value: (value || "").slice(0, 16) });
  }
  return fitted(el("textarea", { rows: 1, value: typed ?? value }));
}
