// The inputs of a modal, and what was filled in: {block_id: {action_id: value}}.

import { boxes, initial, offered } from "./controls.js";
import { el, options } from "./dom.js";

const READ = {
  plain_text_input: (node) => node.value,
  static_select: (node) => node.value || undefined,
  users_select: (node) => node.value || undefined,
  checkboxes: (node) => [...node.querySelectorAll(":checked")].map((one) => one.value),
  radio_buttons: (node) => node.querySelector(":checked")?.value,
  datetimepicker: (node) => node.value ? Date.parse(`${node.value}Z`) / 1000 : undefined,
};

export function input(block) {
  const { element } = block;
  const made = field(element, block);
  made.dataset.input = JSON.stringify([block.block_id, element.action_id, element.type]);
  const label = block.label.text + (block.optional ? " (optional)" : "");
  const wrap = made.tagName === "FIELDSET" ? "div" : "label";
  return el(wrap, { class: "field" }, el("span", {}, label), made,
    block.hint ? el("small", {}, block.hint.text) : null,
    el("small", { class: "error", role: "alert", data: { error: block.block_id } }));
}

function field(element, block) {
  const place = { block_id: block.block_id, action_id: element.action_id };
  if (element.type === "plain_text_input") return text(element);
  if (element.type === "datetimepicker") return moment(element);
  if (element.type in { checkboxes: 1, radio_buttons: 1 }) return boxes(element, place);
  const none = el("option", { value: "" }, element.placeholder?.text || "–");
  return el("select", {}, none, options(offered(element), initial(element)));
}

function text(element) {
  const props = { value: element.initial_value || "", maxlength: element.max_length };
  return element.multiline ? el("textarea", { rows: 4, ...props }) : el("input", props);
}

function moment(element) {
  const at = element.initial_date_time;
  const value = at ? new Date(at * 1000).toISOString().slice(0, 16) : "";
  return el("input", { type: "datetime-local", value });
}

export function filled(form) {
  const values = {};
  for (const node of form.querySelectorAll("[data-input]")) {
    const [block, action, kind] = JSON.parse(node.dataset.input);
    const value = READ[kind](node);
    if (value !== undefined) (values[block] ??= {})[action] = value;
  }
  return values;
}
