// Making and replacing parts of the page. A text only ever becomes a text node, never markup.

const SVG = "http://www.w3.org/2000/svg";

export function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) set(node, key, value);
  const given = children.flat(2);
  node.append(...given.filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

function set(node, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "value") node.value = value;
  else if (key === "data") Object.assign(node.dataset, value);
  else node.setAttribute(key === "class" ? "class" : key, value === true ? "" : value);
}

export const find = (selector, root = document) => root.querySelector(selector);

// Replaces what is in a container; scroll position and focus stay (by data-key).
export function put(container, ...children) {
  const focused = container.contains(document.activeElement) && document.activeElement.dataset.key;
  const { scrollTop, scrollLeft } = container;
  container.replaceChildren(...children.flat(2).filter(Boolean));
  Object.assign(container, { scrollTop, scrollLeft });
  if (!focused) return;
  const again = find(`[data-key="${CSS.escape(focused)}"]`, container);
  if (again) again.focus({ preventScroll: true });
}

export function button(text, onclick, props = {}) {
  return el("button", { type: "button", onclick, ...props }, text);
}

// A drawing of icons.svg; what it means has to stand beside it.
export function sign(name) {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS(SVG, tag));
  use.setAttribute("href", `/page/icons.svg#${name}`);
  svg.setAttribute("class", "drawn");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

// A button that shows a drawing, or a text, and is named by its label.
export function icon(shown, label, onclick, props = {}) {
  const named = { "aria-label": label, title: label, class: "icon", ...props };
  return button(shown, onclick, named);
}

export function options(pairs, chosen) {
  return pairs.map(([value, text]) =>
    el("option", { value, selected: value === chosen }, text));
}

// A text area that is as high as its text.
export function fitted(area) {
  const fit = () => {
    area.style.height = "";
    if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`; // else it is hidden
  };
  area.addEventListener("input", fit);
  requestAnimationFrame(fit);
  return area;
}

// One that sends with Enter; Shift and Enter break the line.
export function growing(area, send) {
  fitted(area).addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
}
