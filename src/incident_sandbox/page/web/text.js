// Texts, times and names as people read them.

import { state } from "./state.js";

const EMOJI = {
  pushpin: "📌", ballot_box_with_check: "☑️", eyes: "👀", "+1": "👍", white_check_mark: "✅",
  tada: "🎉", fire: "🔥", rotating_light: "🚨", warning: "⚠️", thinking_face: "🤔", heart: "❤️",
  wave: "👋", x: "❌", bulb: "💡", wrench: "🔧", raised_hands: "🙌", todo: "📝", memo: "📝",
};
export const OFFERED = ["pushpin", "ballot_box_with_check", "eyes", "+1", "white_check_mark"];

export const emoji = (name) => Object.hasOwn(EMOJI, name) ? EMOJI[name] : `:${name}:`;

export function userName(id, kind = "name") {
  return state.slack.users[id]?.[kind] || id || "somebody";
}

export function channelName(id) {
  return state.slack.channels.find((one) => one.id === id)?.name || id;
}

export const counted = (replies) => replies === 1 ? "1 reply" : `${replies} replies`;

export function initials(name) {
  const parts = name.split(/[\s-]+/).filter(Boolean);
  return parts.slice(0, 2).map((part) => [...part][0].toUpperCase()).join("");
}

// A colour of eight for a name, always the same.
export function hue(name) {
  return [...name].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 8, 0);
}

export function clock(ts) {
  const moment = new Date(Number(ts) * 1000);
  return moment.toISOString().slice(11, 16);
}

export const day = (ts) => new Date(Number(ts) * 1000).toISOString().slice(0, 10);

// A Notion date in UTC; one without a time stays as it is.
export function dateText(value) {
  const start = typeof value === "object" && value ? value.start : value;
  if (!start) return "";
  return start.length > 10 ? new Date(start).toISOString().slice(0, 16).replace("T", " ") : start;
}
