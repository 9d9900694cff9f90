// The page: Slack on the left, the records on the right, what the program does below.

import * as calls from "./calls.js";
import * as channel from "./channel.js";
import { find, options, put } from "./dom.js";
import * as modal from "./modal.js";
import * as notion from "./notion.js";
import * as page from "./notion_page.js";
import * as sheet from "./sheet.js";
import * as slack from "./slack.js";
import { choice, choose, connect, refresh, watch } from "./state.js";

const SIDES = ["notion", "sheets"];

function online(is) {
  const light = find("#online");
  light.className = is ? "light on" : "light";
  light.textContent = is ? "Live" : "The sandbox does not answer";
}

function people() {
  watch((now) => [now.slack.users, choice.person], ([users]) => {
    const known = Object.entries(users).filter(([, user]) => user.person);
    put(find("#person"), options(known.map(([id, user]) =>
      [id, user.guest ? `${user.name} (guest)` : user.name]), choice.person));
  });
  find("#person").addEventListener("change", (event) => choose({ person: event.target.value }));
}

function sides() {
  for (const name of SIDES) {
    find(`#side-${name}`).addEventListener("click", () => choose({ side: name }));
  }
  find("#sides").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = SIDES.find((name) => name !== shown());
    choose({ side: other });
    find(`#side-${other}`).focus();
  });
  watch(shown, (side) => SIDES.forEach((name) => turn(name, name === side)));
}

function turn(name, on) {
  const tab = find(`#side-${name}`);
  tab.setAttribute("aria-selected", String(on));
  tab.tabIndex = on ? 0 : -1;
  find(`#${name}`).hidden = !on;
}

const shown = () => choice.side || "notion";

await refresh();
const parts = [slack, channel, modal, notion, page, sheet, calls];
for (const start of [people, sides, ...parts.map((part) => part.start)]) start();
find("#loading").remove();
find("#name-incident").addEventListener("click", () => slack.create("inc-"));
connect(online);
online(true);
