/* The form: what the program filled in goes when the text does, what the editor typed stays, and a text that
   was typed is never lost to an article that is opened. */
import { $, recall, remember, t } from "../base.js";
import { readText } from "./file.js";

const FIELDS = ["text", "title", "published"];
/* The article that the program filled in; null while the text is the editor's own. */
const form = { article: null, typed: { title: false, published: false } };

/* --- texts that were typed */
function stored(key) {
  try {
    return JSON.parse(recall(key, sessionStorage) || "null");
  } catch {
    return null;
  }
}
const keep = (key, value) => remember(key, JSON.stringify(value), sessionStorage);
const shelf = () => stored("drafts") || [];
export const draft = () => stored("draft");
function keepDraft(tagged = false) {
  if (form.article) return;
  const typed = Object.fromEntries(FIELDS.map((id) => [id, $(id).value]));
  keep("draft", { ...typed, typed: form.typed, tagged });
}
/* Remember that the text was tagged, so that it is tagged again after a reload. */
export const draftTagged = () => keepDraft(true);

/* Put an article into the form. What was typed before is kept and offered. */
export function fill(article) {
  form.article = article;
  form.typed = { title: false, published: false };
  $("text").value = article.text;
  $("title").value = article.title || "";
  $("published").value = (article.published || "").slice(0, 10);
  offerDraft();
}
/* The text that was typed last and is not in the form. */
function waiting() {
  const last = draft();
  const own = form.article && last && last.text.trim() && last.text !== form.article.text ? [last] : [];
  return [...own, ...shelf()];
}
export function offerDraft() {
  $("draft-note").hidden = !waiting().length;
}
/* Bring the draft back into the form; false if there is none, or if it is there already. */
export function showDraft() {
  const last = draft();
  if (!form.article || !last || !last.text.trim()) return false;
  put(last);
  return true;
}
function put(kept) {
  form.article = null;
  form.typed = kept.typed;
  for (const id of FIELDS) $(id).value = kept[id];
  keep("draft", kept);
  offerDraft();
}
function resume() {
  const [wanted] = waiting();
  const typed = form.article ? null : draft();
  keep("drafts", [
    ...(typed && typed.text.trim() ? [typed] : []),
    ...shelf().filter((one) => one.text !== wanted.text),
  ]);
  put({ ...wanted, tagged: false });
  $("text").focus();
}
function textChanged() {
  if (form.article && $("text").value !== form.article.text) {
    const last = draft();
    if (last && last.text.trim() && last.text !== form.article.text) {
      keep("drafts", [last, ...shelf()].slice(0, 5));
    }
    form.article = null;
    for (const id of ["title", "published"]) if (!form.typed[id]) $(id).value = "";
  }
  keepDraft();
  offerDraft();
}

/* The article in the form. */
export async function fromForm() {
  const text = $("text").value;
  const title = $("title").value.trim();
  const published = $("published").value;
  if (!text.trim() && !title) throw new Error(t("empty"));
  let article = form.article;
  if (!article) article = text.trim() && $("clean").checked ? await readText(text) : { text };
  if (title && (form.typed.title || !form.article)) article = { ...article, title };
  if (published && !(article.published || "").startsWith(published)) article = { ...article, published };
  return article;
}
export function setUpForm(leave) {
  const last = draft();
  if (last) put(last);
  $("text").addEventListener("input", textChanged);
  for (const id of ["title", "published"]) {
    $(id).addEventListener("input", () => {
      form.typed[id] = $(id).value !== "";
      keepDraft();
    });
  }
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("compose").requestSubmit();
  });
  $("draft-back").addEventListener("click", () => {
    leave();
    resume();
  });
}
