// The spreadsheet: its tabs, the rows of one of them, and empty rows below to go on with.

import { sheets } from "./acts.js";
import { button, el, find, icon, options, put, sign } from "./dom.js";
import { grid } from "./grid.js";
import { link } from "./links.js";
import { choice, choose, state, watch } from "./state.js";

const EMPTY_ROWS = 3;
let table;

export function start() {
  table = grid(find("#sheet-table"), { label: "The Sheet", keep, head });
  watch((now) => now.sheets.open?.tab, (tab) => table.show(model(tab)));
  watch((now) => [now.sheets.open?.key, now.sheets.open?.tab.title, choice.side], toEnd);
  watch((now) => [now.sheets.books, now.sheets.open?.key, now.sheets.open?.tabs,
    now.sheets.open?.tab.title], bar);
  watch((now) => now.sheets.open?.tab.left_out, (count) => put(find("#sheet-note"), count
    ? `The newest 200 rows; ${count} older ones are not shown.` : null));
}

// New rows come below all others: that is where to look first.
function toEnd() {
  const host = find("#sheet-table");
  host.scrollTop = host.scrollHeight;
}

function bar([books, key, tabs, current]) {
  const select = el("select", { "aria-label": "Spreadsheet", data: { key: "book" },
    onchange: (event) => choose({ book: event.target.value, tab: "" }) },
  options(books.map((one) => [one.key, one.title]), key));
  put(find("#sheet-bar"),
    books.length > 1 ? select : el("strong", {}, books[0]?.title || "No spreadsheet"),
    el("div", { class: "tabs", role: "group", "aria-label": "Tabs of the Sheet" },
      (tabs || []).map((title) => button(title, () => choose({ tab: title }), {
        "aria-pressed": String(title === current), data: { key: `tab-${title}` },
      }))),
    el("span", { class: "grow" }),
    button("Add a row", add, { class: "primary", data: { key: "add-row" } }));
}

function add() {
  const cells = [...document.querySelectorAll("#sheet-table tr.blank td")];
  const first = cells.find((cell) => cell.dataset.column !== "ID") || cells[0];
  first?.scrollIntoView({ block: "nearest" });
  first?.click();
}

function model(tab) {
  if (!tab) return { columns: [], rows: [] };
  const columns = tab.header.map((name, at) => ({
    id: at, name, letter: letter(at), kind: tab.words[at] ? "words" : "text",
    options: (tab.words[at] || []).map((word) => [word, word]),
  }));
  const hidden = new Set(tab.hidden);
  const known = tab.rows.filter((row) => !hidden.has(row.row));
  const blank = Array.from({ length: EMPTY_ROWS }, (_, at) =>
    ({ row: tab.last + 1 + at, cells: [], formulas: {}, kind: "blank" }));
  return { columns, letters: true, rows: [...known, ...blank].map((row) => line(row, columns)) };
}

const line = (row, columns) => ({
  id: row.row, kind: row.kind, cells: columns.map((_, at) => cell(row, at)),
});

function cell(row, at) {
  const text = String(row.cells[at] ?? "");
  const shown = /^https?:\/\/\S+$/.test(text) ? link(text, text.replace(/^https?:\/\//, "")) : text;
  return { value: row.formulas[at] ?? text, shown };
}

function letter(at) {
  const rest = String.fromCharCode(65 + (at % 26));
  return at < 26 ? rest : letter(Math.floor(at / 26) - 1) + rest;
}

function head(row) {
  const number = el("span", { class: "number" }, String(row.id));
  if (row.kind === "blank") return number;
  return [number, icon(sign("trash"), `Delete row ${row.id}`, () =>
    sheets("delete_rows", { ...where(), at: row.id }), { data: { key: `row-${row.id}` } })];
}

function where() {
  return { key: state.sheets.open.key, tab: state.sheets.open.tab.title };
}

function keep(row, column, value) {
  return sheets("set_cell", { ...where(), cell: `${column.letter}${row.id}`, value });
}
