// Controls on a message or in a modal: what is clicked or chosen goes to the program at once.

import { slack } from "./acts.js";
import { el, options } from "./dom.js";
import { link } from "./links.js";
import { state } from "./state.js";

const CONTROLS = {
  button: press,
  static_select: select,
  users_select: select,
  overflow: select,
  checkboxes: ticks,
  radio_buttons: ticks,
};

export function control(element, block, where) {
  const make = CONTROLS[element.type];
  if (!make) return el("span", {}, element.alt_text || "");
  return make(element, names(element, block, where));
}

const names = (element, block, where) =>
  ({ ...where, action_id: element.action_id, block_id: block.block_id });

const keyed = (place) => ({ key: `${place.block_id}/${place.action_id}` });

function press(element, place) {
  if (element.url) return link(element.url, element.text.text);
  const kind = element.style === "primary" ? "primary" : element.style === "danger" ? "danger" : "";
  return el("button", {
    type: "button", class: kind, data: keyed(place), onclick: () => slack("press", place),
  }, element.text.text);
}

function select(element, place) {
  const label = element.placeholder?.text || "Choose";
  return el("select", {
    "aria-label": label, data: keyed(place),
    onchange: (event) => slack("choose", { ...place, value: event.target.value }),
  }, el("option", { value: "", disabled: true, selected: !initial(element) }, label),
  options(offered(element), initial(element)));
}

export function offered(element) {
  if (element.type === "users_select") {
    return Object.entries(state.slack.users).filter(([, user]) => user.person)
      .map(([id, user]) => [id, user.name]);
  }
  const groups = (element.option_groups || []).flatMap((group) => group.options);
  return [...(element.options || []), ...groups].map((one) => [one.value, one.text.text]);
}

export function initial(element) {
  return element.initial_user || element.initial_option?.value || "";
}

function ticks(element, place) {
  const chosen = (box) => {
    const ticked = [...box.closest("fieldset").querySelectorAll(":checked")];
    const values = ticked.map((one) => one.value);
    return element.type === "checkboxes" ? values : values[0];
  };
  const box = boxes(element, place);
  box.addEventListener("change", (event) =>
    slack("choose", { ...place, value: chosen(event.target) }));
  return box;
}

export function boxes(element, place) {
  const type = element.type === "checkboxes" ? "checkbox" : "radio";
  const on = new Set([initial(element), ...(element.initial_options || []).map((o) => o.value)]);
  const name = `${place.block_id}/${place.action_id}`;
  return el("fieldset", { class: "b-ticks" }, offered(element).map(([value, text]) =>
    el("label", {}, el("input", {
      type, name, value, checked: on.has(value), data: { key: `${name}/${value}` },
    }), text)));
}
