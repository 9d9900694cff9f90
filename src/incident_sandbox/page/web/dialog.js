// Small questions in a dialog: Escape closes it, Enter answers.

import { button, el } from "./dom.js";

// Opens a dialog; `answer` takes the form's fields and tells whether the dialog may close.
export function ask({ title, hint, fields, submit, answer, onclose }) {
  const form = el("form", { method: "dialog" });
  const dialog = el("dialog", { "aria-label": title }, form);
  const close = () => dialog.close();
  form.append(
    el("h2", {}, title), hint ? el("p", { class: "hint" }, hint) : "", ...fields,
    el("div", { class: "row end" }, button("Cancel", close, { class: "quiet" }),
      submit ? el("button", { class: "primary" }, submit) : ""));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await answer(form)) close();
  });
  dialog.addEventListener("close", () => { dialog.remove(); onclose?.(dialog.returnValue); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function labelled(text, control, hint) {
  return el("label", { class: "field" }, el("span", {}, text), control,
    hint ? el("small", {}, hint) : null);
}
