// A table that is edited in place: a click or Enter edits, Enter and Tab keep, Escape takes back.
// The arrow keys go from cell to cell; one cell at a time can be reached with Tab.

import { el, put } from "./dom.js";
import { editor } from "./editors.js";

const STEPS = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};

// `keep(row, column, value)` stores what was typed; `head(row)` is what stands before a row.
export function grid(host, { label, keep, head }) {
  const self = { host, label, keep, head, model: null, spot: [0, 0], busy: false };
  host.addEventListener("keydown", (event) => keys(self, event));
  host.addEventListener("click", (event) => click(self, event.target));
  host.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td[data-row]");
    if (cell && !self.busy) rove(self, place(cell));
  });
  return { show: (model) => show(self, model) };
}

// What comes while somebody types is shown once they are done.
function show(self, model) {
  self.model = model;
  if (!self.busy) draw(self);
}

function click(self, target) {
  const cell = target.closest("td[data-row]");
  if (cell && !target.closest("a, button, input, select, textarea")) edit(self, cell);
}

function draw(self) {
  const { columns, rows } = self.model;
  const [row, column] = self.spot;
  self.spot = [Math.min(row, rows.length - 1), Math.min(column, columns.length - 1)];
  put(self.host, el("table", { role: "grid", "aria-label": self.label },
    el("thead", {}, self.model.letters ? letters(columns) : null,
      el("tr", {}, el("th", { class: "corner" }, el("span", { class: "hidden" }, "Row")),
        columns.map((one) => el("th", { scope: "col", class: one.kind }, one.name)))),
    el("tbody", {}, rows.map((one, at) => line(self, one, at)))));
}

const letters = (columns) => el("tr", { class: "letters", "aria-hidden": "true" },
  el("th"), columns.map((one) => el("th", {}, one.letter)));

function line(self, row, at) {
  return el("tr", { class: row.kind }, el("th", { scope: "row" }, self.head(row)),
    self.model.columns.map((column, place) => {
      const reached = at === self.spot[0] && place === self.spot[1];
      return el("td", {
        role: "gridcell", tabindex: reached ? "0" : "-1", class: column.kind,
        "aria-readonly": column.kind === "readonly" && "true",
        data: { row: row.id, column: column.name, key: `${row.id}/${column.id}` },
      }, el("div", { class: "cell" }, row.cells[place].shown));
    }));
}

function place(cell) {
  const line = cell.parentElement;
  return [[...line.parentElement.children].indexOf(line), cell.cellIndex - 1];
}

const cellAt = (self, [row, column]) =>
  self.host.querySelector("tbody")?.rows[row]?.cells[column + 1];

function rove(self, spot) {
  cellAt(self, self.spot)?.setAttribute("tabindex", "-1");
  self.spot = spot;
  cellAt(self, spot)?.setAttribute("tabindex", "0");
}

function go(self, [down, right]) {
  const next = cellAt(self, [self.spot[0] + down, self.spot[1] + right]);
  if (next) next.focus();
  next?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function keys(self, event) {
  const cell = event.target.matches("td[data-row]") && event.target;
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (STEPS[event.key]) go(self, STEPS[event.key]);
  else if (event.key === "Enter" || event.key === "F2") edit(self, cell);
  else if (event.key === "Delete" || event.key === "Backspace") clear(self, cell);
  else if (event.key.length === 1) return void edit(self, cell, event.key);
  else return;
  event.preventDefault();
}

function clear(self, cell) {
  const [row, column] = place(cell);
  const kind = self.model.columns[column].kind;
  if (kind !== "readonly") self.keep(self.model.rows[row], self.model.columns[column], "");
}

// What the cell holds is replaced by an editor until it is done.
function edit(self, cell, typed) {
  const spot = place(cell);
  const [row, field] = [self.model.rows[spot[0]], self.model.columns[spot[1]]];
  if (field.kind === "readonly" || self.busy) return;
  rove(self, spot);
  self.busy = true;
  const value = row.cells[spot[1]].value;
  const same = (kept) => kept === null || kept === value;
  const keep = (kept) => same(kept) ? null : self.keep(row, field, kept);
  editor(cell, field, value, typed, (kept, step) => done(self, () => keep(kept), step));
}

async function done(self, keep, step) {
  if (!self.busy) return;
  self.busy = false;
  await keep();
  if (self.busy) return; // somebody edits another cell by now
  draw(self);
  if (step) cellAt(self, self.spot)?.focus();
  if (step) go(self, step);
}
