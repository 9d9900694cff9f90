// The modal that the program has opened for this person, the newest of them.

import { slack } from "./acts.js";
import { blocks } from "./blocks.js";
import { ask } from "./dialog.js";
import { filled } from "./inputs.js";
import { choice, watch } from "./state.js";

let open = null;

export function start() {
  watch(newest, show);
}

function newest(state) {
  const own = Object.entries(state.slack.views).filter(([, one]) => one.user === choice.person);
  return own.length ? own[own.length - 1] : null;
}

// `open` is emptied before a dialog is closed from here, so that only people close the modal.
function show(entry) {
  const old = open;
  open = null;
  old?.close();
  if (!entry) return;
  const [view_id, { view }] = entry;
  const dialog = ask({
    title: view.title.text, submit: view.submit?.text, fields: blocks(view.blocks, { view_id }),
    answer: (form) => submit(view_id, form),
    onclose: () => { if (open === dialog) slack("close_view", { view_id }); },
  });
  open = dialog;
}

async function submit(view_id, form) {
  const told = await slack("submit", { view_id, values: filled(form) });
  const errors = told?.errors || told?.payload?.errors || {};
  for (const place of form.querySelectorAll("[data-error]")) {
    place.textContent = errors[place.dataset.error] || "";
  }
  return false; // the state says whether it is still open
}
