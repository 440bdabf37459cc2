/* Puts the page together: the form, addresses, keys, language and appearance. */
import { $, app, ask, complain, h, recall, remember, say, t, WORDS } from "./base.js";
import { file, forget, readBytes, readFile, save, showFile, tagFile } from "./file.js";
import { failing, following, preceding, query, showCounts, showList, visited, wanted } from "./lists.js";
import { close, explain, keepsCorrections, onChange, open, openKept, session, undo } from "./session.js";
import { setUpMenu, showMenu } from "./menu.js";
import { setUpSelecting, startSelecting, stepMark } from "./select.js";
import { markRead, showSide, skip } from "./side.js";
import { showArticle } from "./text.js";
import { forgetQuestion, shownTopics, verdictOn } from "./topics.js";

/* --- the form: what the program filled in goes when the text does; what the editor typed stays */
const form = { article: null, typed: { title: false, published: false } };
function fill(article) {
  form.article = article;
  form.typed = { title: false, published: false };
  $("text").value = article.text;
  $("title").value = article.title || "";
  $("published").value = (article.published || "").slice(0, 10);
  keepDraft();
}
function textChanged() {
  if (form.article && $("text").value !== form.article.text) {
    form.article = null;
    for (const id of ["title", "published"]) if (!form.typed[id]) $(id).value = "";
  }
  keepDraft();
}
const keepDraft = () =>
  remember(
    "draft",
    JSON.stringify({
      text: $("text").value,
      title: $("title").value,
      published: $("published").value,
      typed: form.typed,
    }),
    sessionStorage,
  );
function draft() {
  try {
    const kept = JSON.parse(recall("draft", sessionStorage) || "null");
    if (!kept) return;
    for (const id of ["text", "title", "published"]) $(id).value = kept[id];
    form.typed = kept.typed;
  } catch {
    /* none was kept */
  }
}
async function fromForm() {
  const text = $("text").value;
  const title = $("title").value.trim();
  const published = $("published").value;
  if (!text.trim() && !title) throw new Error(t("empty"));
  let article = form.article;
  if (!article) {
    article = { text };
    if (text.trim() && $("clean").checked) {
      const found = await readBytes(text, "page.txt");
      article = { ...found.articles[0], id: "" };
    }
  }
  if (title && (form.typed.title || !form.article)) article = { ...article, title };
  if (published && !(article.published || "").startsWith(published)) article = { ...article, published };
  return article;
}
async function submit() {
  let article;
  try {
    article = await fromForm();
  } catch (error) {
    close();
    complain(error);
    return;
  }
  place("#/");
  if (await open(article)) $("article").focus();
}
async function take(one) {
  complain(null);
  try {
    const articles = await readFile(one);
    if (!articles) return;
    if (articles.length > 1) tagFile(openAt).catch(complain);
    else showFile(openAt);
    await openAt(0);
  } catch (error) {
    close();
    complain(error);
  }
}
async function openAt(i) {
  view("tag");
  place("#/");
  fill(file.articles[i]);
  if (await open(file.articles[i])) $("article").focus();
}

/* --- where one is: each article and list has an address */
function place(address) {
  if (location.hash !== address) history.pushState(null, "", address);
}
async function follow() {
  const [, kind, rest] = /^#\/(\w*)(?:\/(.*))?$/.exec(location.hash) || [];
  if (keepsCorrections() && kind === "article" && rest) {
    if (!session() || session().key !== rest) await showKept(rest);
    else view("tag");
  } else if (keepsCorrections() && kind === "review") {
    Object.assign(
      wanted,
      { state: "to_review", q: "", topic: "", source: "", since: "", until: "" },
      Object.fromEntries(new URLSearchParams(rest || "")),
    );
    wanted.offset = Number(wanted.offset) || 0;
    await review();
  } else view("tag");
}
async function showKept(key) {
  view("tag");
  visited(key);
  const found = await openKept(key);
  if (found) {
    fill(found.article);
    $("article").focus();
  }
}
async function goKept(key) {
  place(`#/article/${key}`);
  await showKept(key);
}
async function goList(change = {}) {
  Object.assign(wanted, change);
  place(`#/review/${query()}`);
  await review();
}
async function review() {
  view("review");
  complain(null);
  try {
    await showList(goKept, goList);
    showCounts().catch(complain);
    if (!$("filters").contains(document.activeElement)) $("review-title").focus();
  } catch (error) {
    complain(error);
  }
}
async function step(forward) {
  const one = session();
  const at = one ? file.articles.indexOf(one.article) : -1;
  if (at >= 0) {
    const to = at + (forward ? 1 : -1);
    if (file.articles[to]) await openAt(to);
    return;
  }
  if (!keepsCorrections()) return;
  const key =
    one && one.key ? (forward ? await following(one.key) : preceding(one.key)) : await following("");
  if (key) await goKept(key);
  else if (forward) await goList();
}
const actions = {
  get next() {
    return file.articles.length > 1 || keepsCorrections() ? () => failing(step(true)) : null;
  },
  previous: () => failing(step(false)),
  download: () =>
    save(
      JSON.stringify(session().tags, null, 1),
      "application/json",
      `${session().tags.id || "article"}.json`,
    ),
};
function view(name) {
  for (const one of ["tag", "review"]) {
    $(`view-${one}`).hidden = one !== name;
    if (one === name) $(`tab-${one}`).setAttribute("aria-current", "page");
    else $(`tab-${one}`).removeAttribute("aria-current");
  }
}

/* --- what is shown follows the one session */
let shown = null;
let counted = null;
onChange((one) => {
  if (one !== shown) {
    forgetQuestion();
    shown = one;
  }
  $("go").disabled = Boolean(one && !one.ready);
  $("result").hidden = !(one && one.ready);
  if (!one || !one.ready) return;
  showArticle(one);
  showSide(one, actions);
  showMenu(one);
  if (keepsCorrections() && counted !== one.verdicts) {
    counted = one.verdicts;
    showCounts().catch(complain);
  }
});

/* --- keys */
function topicAt() {
  const row =
    document.activeElement && document.activeElement.closest
      ? document.activeElement.closest("li[data-label]")
      : null;
  return row
    ? row.dataset.label
    : session() && session().ready && shownTopics(session()).length
      ? shownTopics(session())[0].label
      : null;
}
function move(by) {
  const chips = [...document.querySelectorAll("#side .chip")];
  const row = document.activeElement.closest ? document.activeElement.closest("li[data-label]") : null;
  const at = row ? chips.findIndex((chip) => row.contains(chip)) : by > 0 ? -1 : 0;
  const chip = chips[Math.min(chips.length - 1, Math.max(0, at + by))];
  if (chip) chip.focus();
}
const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  n: () => actions.next && actions.next(),
  p: () => actions.previous(),
  o: () => topicAt() && session().verdicts && verdictOn(topicAt(), "right"),
  x: () => topicAt() && session().verdicts && verdictOn(topicAt(), "wrong"),
  e: () => topicAt() && explain(session().chosen === topicAt() ? null : topicAt()),
  r: () => session().verdicts && markRead(),
  s: () => session().verdicts && skip(),
  u: () => undo(),
  m: () => stepMark(1),
  M: () => stepMark(-1),
  a: () => startSelecting(),
  "?": () => help(),
  Escape: () => {
    if (session() && session().chosen) explain(null);
  },
};
const ALWAYS = new Set(["?", "n", "p"]);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (event.target.closest("input, textarea, select, #menu") || !$("view-review").hidden) return;
  const act = KEYS[event.key];
  if (!act || !(ALWAYS.has(event.key) || (session() && session().ready))) return;
  event.preventDefault();
  act();
});
function help() {
  $("help-list").replaceChildren(
    ...t("help").map(([keys, what]) =>
      h(
        "tr",
        {},
        h(
          "td",
          {},
          ...keys.split(" · ").flatMap((key, i) => (i ? [" ", h("kbd", {}, key)] : [h("kbd", {}, key)])),
        ),
        h("td", {}, what),
      ),
    ),
  );
  $("help").showModal();
}

/* --- language, appearance, beginning */
function speak(language) {
  app.language = language in WORDS ? language : "fr";
  document.documentElement.lang = app.language;
  $("language").value = app.language;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-aria-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tAriaLabel));
  }
  if (app.health) {
    $("model").textContent = t("model", app.health);
    if (keepsCorrections()) showCounts().catch(complain);
  }
  const one = session();
  if (one && one.ready) {
    showArticle(one);
    showSide(one, actions);
    showMenu(one);
  }
  showFile(openAt);
  if (!$("view-review").hidden) review();
}
function look(theme) {
  $("theme").value = theme;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
setUpMenu();
setUpSelecting();
$("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
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
$("file").addEventListener("change", (event) => {
  if (event.target.files[0]) take(event.target.files[0]);
  event.target.value = "";
});
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    $("drop").classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    $("drop").classList.remove("over");
  });
}
document.addEventListener("drop", (event) => {
  if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
});
$("file-close").addEventListener("click", forget);
$("tab-tag").addEventListener("click", () => {
  place(
    session() && session().key && !file.articles.includes(session().article)
      ? `#/article/${session().key}`
      : "#/",
  );
  view("tag");
});
$("tab-review").addEventListener("click", () => goList());
$("filters").addEventListener("submit", (event) => event.preventDefault());
let waiting = 0;
for (const [id, key] of [
  ["filter-q", "q"],
  ["filter-topic", "topic"],
  ["filter-source", "source"],
  ["filter-since", "since"],
  ["filter-until", "until"],
]) {
  $(id).addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => goList({ [key]: $(id).value.trim(), offset: 0 }), 200);
  });
}
$("language").addEventListener("change", (event) => {
  remember("language", event.target.value);
  speak(event.target.value);
});
$("theme").addEventListener("change", (event) => {
  remember("theme", event.target.value);
  look(event.target.value);
});
$("keys").addEventListener("click", help);
$("who").addEventListener("change", (event) => remember("who", event.target.value));
window.addEventListener("popstate", () => failing(follow()));
(async () => {
  look(recall("theme") || "system");
  speak(recall("language") || (navigator.language || "fr").slice(0, 2));
  draft();
  $("local").hidden = !["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  try {
    [app.health, app.topics] = await Promise.all([ask("/health"), ask("/topics")]);
    if (keepsCorrections()) {
      for (const id of ["tab-review", "who", "who-label"]) $(id).hidden = false;
      $("who").value = recall("who") || "";
    }
    speak(app.language);
    await follow();
    say("");
  } catch (error) {
    complain(error);
  }
})();
