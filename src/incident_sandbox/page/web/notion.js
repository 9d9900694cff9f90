// The Notion database as a table, and its trash.

import { notion } from "./acts.js";
import { button, el, find, icon, options, put, sign } from "./dom.js";
import { grid } from "./grid.js";
import { link } from "./links.js";
import { avatar } from "./message.js";
import { choose, state, watch } from "./state.js";
import { dateText } from "./text.js";

const TYPED = new Set(["title", "rich_text", "url", "email", "phone_number", "number"]);
const LISTED = new Set(["select", "status", "people", "date"]);
const HOST = "#notion-table";
let table;

export function start() {
  table = grid(find(HOST), { label: "The Notion database", keep, head });
  watch((now) => [now.notion.open, now.notion.people], ([open]) => table.show(model(open)));
  watch((now) => [now.notion.databases, now.notion.open?.id], bar);
  watch((now) => now.notion.open?.rows.filter((row) => row.in_trash), trash);
  watch((now) => now.notion.open?.left_out, (count) => put(find("#notion-note"), count
    ? `The newest 200 pages; ${count} older ones are not shown.` : null));
}

function bar([databases, current]) {
  const several = databases.length > 1;
  put(find("#notion-bar"),
    several ? el("select", { "aria-label": "Database", data: { key: "database" },
      onchange: (event) => choose({ database: event.target.value, page: "" }) },
    options(databases.map((one) => [one.id, one.title]), current))
      : el("strong", {}, databases[0]?.title || "No database"),
    el("span", { class: "grow" }),
    button("New page", add, { class: "primary", data: { key: "new-page" } }));
}

async function add() {
  const made = await notion("create_page", { database: state.notion.open.id });
  if (!made) return;
  const cell = find(`td[data-row="${made.page}"].title`);
  cell?.scrollIntoView({ block: "nearest" });
  cell?.click();
}

function model(open) {
  if (!open) return { columns: [], rows: [] };
  const columns = open.properties.map((one) => ({
    id: one.name, name: one.name, kind: kind(one), type: one.type, required: one.type === "status",
    options: one.type === "people" ? people() : one.options.map(({ name }) => [name, name]),
    colors: new Map(one.options.map(({ name, color }) => [name, color])),
  }));
  const rows = open.rows.filter((row) => !row.in_trash).reverse(); // the newest first
  return { columns, rows: rows.map((row) => ({
    id: row.id, cells: columns.map((one) => cell(row, one)),
  })) };
}

function kind({ type, name }) {
  if (type === "title") return "title";
  return LISTED.has(type) ? type : TYPED.has(type) ? "text" : "readonly";
}

const people = () => state.notion.people.map(({ email, name }) => [email, name]);

function cell(row, column) {
  const value = row.values[column.name];
  const plain = column.type === "people" ? value[0] || "" : column.type === "date"
    ? isoStart(value) : value === null ? "" : String(value);
  return { value: plain, shown: shown(row, column, value) };
}

function isoStart(value) {
  const start = typeof value === "object" && value ? value.start : value || "";
  return start.length > 10 ? new Date(start).toISOString() : start && `${start}T00:00`;
}

function shown(row, column, value) {
  if (column.type === "people") return value.map((email) => person(email));
  if (column.type === "date") return dateText(value);
  if (value === null || value === "") return "";
  if (column.type in { select: 1, status: 1 }) {
    return el("span", { class: `pill color-${column.colors.get(value) || "default"}` }, value);
  }
  if (column.type === "url") return link(value, value.replace(/^https?:\/\//, ""));
  return row.looks[column.name]?.map(run) || String(value);
}

function person(email) {
  const name = state.notion.people.find((one) => one.email === email)?.name || email;
  return el("span", { class: "person" }, avatar(name), name);
}

function run({ text, styles, url }) {
  return el("span", { class: styles.join(" ") }, url ? link(url, text) : text);
}

function head(row) {
  const open = () => choose({ page: row.id });
  return [icon(sign("open"), "Open the page", open, { data: { key: `o${row.id}` } }),
    icon(sign("trash"), "Move the page to the trash", () => notion("trash", { page: row.id }),
      { data: { key: `d${row.id}` } })];
}

function keep(row, column, value) {
  return notion("set", { page: row.id, property: column.name, value: typed(column, value) });
}

function typed(column, value) {
  if (column.type === "people") return value ? [value] : [];
  if (column.type === "number") return value === "" ? null : Number(value);
  return value === "" && !(column.type in { title: 1, rich_text: 1 }) ? null : value;
}

function trash(rows) {
  const place = find("#notion-trash");
  place.hidden = !rows?.length;
  if (!rows?.length) return;
  const title = state.notion.open.properties.find((one) => one.type === "title").name;
  put(place, el("summary", {}, `Trash (${rows.length})`),
    el("ul", {}, rows.map((row) => thrown(row.id, row.values[title] || "Untitled"))));
}

const thrown = (page, title) => el("li", { class: "row" }, el("span", { class: "grow" }, title),
  button("Restore", () => notion("restore", { page }), { data: { key: `r${page}` } }));
