// Links: what the sandbox itself has opens here, everything else in a tab of its own.

import { el } from "./dom.js";
import { choose, state } from "./state.js";

const SAFE = /^(https?|mailto):/i;

export function link(url, text) {
  if (!SAFE.test(url)) return el("span", {}, text || url);
  const props = { href: url, target: "_blank", rel: "noreferrer noopener", title: url };
  const inside = place(url);
  if (inside) props.onclick = (event) => { event.preventDefault(); choose(inside); };
  return el("a", props, text || url);
}

// What to choose so that the page shows the thing an address names; null for the outside world.
function place(url) {
  const channel = /slack\.com\/archives\/([A-Z0-9]+)/.exec(url)?.[1];
  if (channel && state.slack.channels.some((one) => one.id === channel)) {
    return { channel, thread: "" };
  }
  const page = /notion\.so\/(?:[^/]*-)?([0-9a-f]{32})\b/.exec(url)?.[1];
  if (page) return { page, side: "notion" };
  const book = /docs\.google\.com\/spreadsheets\/d\/([\w-]+)/.exec(url)?.[1];
  return book ? { book, side: "sheets", tab: "" } : null;
}
