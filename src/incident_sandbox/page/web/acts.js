// Doing what a person does, and saying what they could not do.

import { el, find } from "./dom.js";
import { me, refresh } from "./state.js";

async function post(service, verb, args) {
  const body = JSON.stringify({ service, verb, args });
  const headers = { "Content-Type": "application/json" };
  try {
    const answer = await fetch("/page/act", { method: "POST", headers, body });
    return await answer.json();
  } catch {
    return { error: "The sandbox does not answer." };
  }
}

// What the sandbox answered; null where it refused, which the visitor has been told then.
export async function act(service, verb, args) {
  const { result, error } = await post(service, verb, args);
  const failed = error || (result?.ok === false && result.error);
  if (failed) notify(failed);
  await refresh().catch(() => notify("The sandbox does not answer."));
  return failed ? null : result ?? {};
}

export const slack = (verb, args = {}) => act("slack", verb, { user: me().id, ...args });
export const notion = (verb, args = {}) => act("notion", verb, { by: me().email, ...args });
export const sheets = (verb, args = {}) => act("sheets", verb, { by: me().name, ...args });

export function notify(text) {
  const note = el("p", { class: "notice" }, text);
  const place = find("#notices");
  place.append(note);
  setTimeout(() => note.remove(), 6000);
  while (place.children.length > 3) place.firstChild.remove();
}
