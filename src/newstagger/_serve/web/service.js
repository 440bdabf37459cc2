/* Requests to the service: what is on its way shows after a moment, and every answer says which model is in
   use. */
import { $, app, recall, remember, t } from "./base.js";

/* What takes no longer needs no sign. */
const SOON = 150;

/* The service's refusal: its sentence, its code and values (for the page's own words), its status, and
   whatever else it says. */
export class Refusal extends Error {
  constructor(status, content) {
    super(content.detail);
    this.status = status;
    this.content = content;
    this.code = content.code || "";
    this.values = content.values || {};
  }
}
/* The service could not be reached at all. */
export class Offline extends Error {}

let under = 0;
let soon = 0;
/* Show that something is being waited for, until the function that is returned has been called. */
export function busy() {
  under++;
  if (under === 1) soon = setTimeout(() => showBusy(true), SOON);
  let over = false;
  return () => {
    if (over) return;
    over = true;
    if (--under === 0) {
      clearTimeout(soon);
      showBusy(false);
    }
  };
}
function showBusy(is) {
  $("busy").hidden = !is;
  if (is) $("main").setAttribute("aria-busy", "true");
  else $("main").removeAttribute("aria-busy");
}

/* Ask the service; paths are relative, for a proxy may put it below another path. Quiet requests are those
   that nobody waits for. */
export async function ask(path, { quiet = false, ...options } = {}) {
  const done = quiet ? null : busy();
  try {
    return await answer(path, options);
  } finally {
    if (done) done();
  }
}
/* Called when the service requires its token. */
let unlock = null;
export const onLocked = (how) => {
  unlock = how;
};
async function answer(path, options, unlocked = false) {
  let found;
  try {
    found = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Offline(t("offline"));
  }
  /* Once only: where the browser keeps no cookie, asking again would never end. */
  if (found.status === 401 && unlock && !unlocked && path !== "session") {
    await unlock();
    return answer(path, options, true);
  }
  learnModel(found.headers.get("x-newstagger-model"));
  const content =
    found.status === 204 ? null : await found.json().catch(() => ({ detail: found.statusText }));
  if (!found.ok) throw new Refusal(found.status, { ...content, detail: content.detail || found.statusText });
  return content;
}
export const post = (path, value, options = {}) =>
  ask(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
    ...options,
  });

/* A new model has taken over: whoever listens to « newmodel » asks for its topics. */
function learnModel(model) {
  if (!model || model === app.model) return;
  const known = app.model;
  app.model = model;
  if (known) document.dispatchEvent(new CustomEvent("newmodel"));
}

/* Tells this page from every other one, whatever name its editor gave. */
export function pageId() {
  let id = recall("page", sessionStorage);
  if (!id) {
    id = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
    remember("page", id, sessionStorage);
  }
  return id;
}
export const editor = () => (recall("who") || "").trim();

export const sendable = (a) => ({
  text: a.text,
  id: a.id || "",
  title: a.title || null,
  published: a.published || null,
  url: a.url || null,
  author: a.author || null,
  source: a.source || null,
  declared_topics: a.declared_topics || [],
});
