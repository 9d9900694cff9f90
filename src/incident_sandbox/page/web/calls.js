// Below: the calls that the program makes, and what it tells of what it did; newest first.

import { el, find, put } from "./dom.js";
import { choice, choose, watch } from "./state.js";

const NAMES = { slack: "Slack", notion: "Notion", sheets: "Sheets", drive: "Drive" };

export function start() {
  watch((now) => now.calls, draw);
  watch((now) => now.history, history);
  const reads = find("#reads");
  reads.checked = Boolean(choice.reads);
  reads.addEventListener("change", () => choose({ reads: reads.checked ? "1" : "" }));
}

function draw({ log: rows, total }) {
  find("#calls-total").textContent = `${total} so far`;
  const heads = ["At", "Service", "Method", "Status"];
  put(find("#calls"), el("table", {},
    el("thead", {}, el("tr", {}, heads.map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, rows.map(line))),
  rows.length ? null : el("p", { class: "hint" }, "Nothing yet that changed anything."));
}

function line(call) {
  const wrong = [call.error, call.fault].filter(Boolean).join(", ");
  return el("tr", { class: call.effect ? "effect" : "" },
    el("td", {}, call.at.slice(11, 19)),
    el("td", {}, el("span", { class: `service ${call.service}` }, NAMES[call.service])),
    el("td", { class: "method" }, call.method, wrong ? el("div", { class: "bad" }, wrong) : null),
    el("td", { class: call.status >= 400 ? "bad" : "" }, String(call.status ?? "–")));
}

function history(entries) {
  const place = find("#history");
  if (!entries) {
    return put(place, el("p", { class: "hint" },
      "Nobody tells it here. incident-sync sandbox --live does."));
  }
  return put(place, entries.length ? el("ol", {}, entries.map(entry))
    : el("p", { class: "hint" }, "Nothing has happened yet."));
}

function entry(one) {
  const who = [one.by, one.side && `in ${NAMES[one.side] || one.side}`].filter(Boolean).join(" ");
  return el("li", {}, el("time", {}, String(one.at).slice(11, 19)),
    el("strong", {}, one.incident || "–"),
    el("span", { class: `tag kind-${one.kind}` }, one.kind),
    el("span", { class: "grow" }, one.field ? `${one.field.replaceAll("_", " ")}: ` : "",
      values(one.values), who ? el("span", { class: "hint" }, ` ${who}`) : null));
}

function values({ kind, ref: _, ...given }) {
  if (kind) return [kind.replaceAll("_", " "), values(given)].filter(Boolean).join(" ");
  if ("old" in given || "new" in given) return `${text(given.old)} → ${text(given.new)}`;
  return Object.entries(given).filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name} ${text(value)}`).join(", ");
}

function text(value) {
  const said = value === null || value === undefined || value === "" ? "–" : value;
  return typeof said === "object" ? JSON.stringify(said) : String(said);
}
