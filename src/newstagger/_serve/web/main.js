/* Puts the page together: addresses, the way from one article to the next, language and appearance. */
import { $, app, heading, recall, remember, t, WORDS } from "./base.js";
import { outPart } from "./desk/downloads.js";
import * as files from "./desk/file.js";
import { draft, draftTagged, fill, fromForm, offerDraft, setUpForm, showDraft } from "./desk/form.js";
import { help, setUpKeys } from "./desk/keys.js";
import * as lists from "./desk/lists.js";
import { setUpSignIn } from "./desk/signin.js";
import * as walk from "./desk/walk.js";
import { setUpMenu, showMenu } from "./menu.js";
import { complain, say, showConflicts, showNotes } from "./notices.js";
import { setUpSelecting } from "./select.js";
import { ask } from "./service.js";
import * as sessions from "./session.js";
import { showSide } from "./side.js";
import { showArticle } from "./text.js";
import { forgetQuestion } from "./topics.js";

const { file } = files;
const { keepsCorrections, session } = sessions;
const failing = (work) => work.catch(complain);
/* --- the form and dropped files */
async function submit() {
  const before = session();
  /* The same text with another title or date is the same article, in the same place. */
  const same = before && before.ready && before.article.text === $("text").value;
  if (!same) place("#/");
  const { key, queued, at } = same && before.stored ? before : { key: null, queued: false };
  const knowing = fromForm().then((article) => ({ article, key, queued }));
  draftTagged();
  if (await sessions.open(knowing, { at: same ? before.at : at })) showArticleTop();
}
/* The article has the focus, and its beginning, on narrow screens its topics, are in sight. */
function showArticleTop() {
  $("article").focus({ preventScroll: true });
  $("result").scrollIntoView({ block: "start", behavior: "instant" });
}
async function take(dropped) {
  if (!dropped.length) return;
  complain(null);
  try {
    const articles = await files.readFiles(dropped);
    if (!articles) return;
    if (articles.length > 1) failing(files.tagFile());
    await openAt(0);
  } catch (error) {
    sessions.close();
    complain(error);
  }
}
async function openAt(i, options = {}) {
  view("tag");
  const article = file.articles[i];
  place(file.articles.length > 1 ? `#/file/${i + 1}` : "#/", options);
  fill(article);
  const found = sessions.open(Promise.resolve({ article }), { at: i, loading: takeAhead({ at: i }) });
  if (await found) {
    showArticleTop();
    lookAhead();
  }
  return found;
}

/* --- where one is: each article and list has an address */
function place(address, { replace = false } = {}) {
  if (location.hash === address) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}
async function follow() {
  const [, kind, rest] = /^#\/(\w*)(?:\/(.*))?$/.exec(location.hash) || [];
  const one = session();
  if (keepsCorrections() && kind === "article" && rest) {
    const key = decodeURIComponent(rest);
    if (one && one.key === key) view("tag");
    else await showKept(key);
  } else if (keepsCorrections() && kind === "review") {
    lists.want(rest || "");
    await review();
  } else if (kind === "file" && file.articles[Number(rest) - 1]) {
    if (one && one.at === Number(rest) - 1) view("tag");
    else await openAt(Number(rest) - 1);
  } else {
    view("tag");
    const last = draft();
    if (showDraft() || !one) {
      if (last && last.tagged && last.text.trim()) await submit();
      else sessions.close();
    }
  }
}
/* The session of the article once it is shown; null when another one was opened in the meantime. */
async function showKept(key) {
  view("tag");
  walk.visited(key);
  const ready = takeAhead({ key });
  /* Nobody else is handed the open article. Who has it already is known when it is shown; one that was loaded
     ahead was leased then. At worst, two editors open the same article. */
  const leasing = walk.lease(key).catch(() => null);
  const loading = ready || Promise.all([sessions.loadKept(key), leasing]).then(([found]) => found);
  const found = await sessions.openKept(key, loading, leasing);
  if (!found) return null;
  fill(found.article);
  showArticleTop();
  walk.giveBackBefore(key);
  lookAhead();
  return found;
}
function goKept(key) {
  place(`#/article/${encodeURIComponent(key)}`);
  return showKept(key);
}
async function goList(change = {}, replace = false) {
  Object.assign(lists.wanted, change);
  ahead = null;
  walk.giveBackAllBut(session() && session().key);
  place(`#/review/${lists.query()}`, { replace });
  await review();
}
async function review() {
  if ($("view-review").hidden) say("");
  view("review");
  complain(null);
  try {
    const inFilters = $("filters").contains(document.activeElement);
    const inList = $("review-list").contains(document.activeElement);
    await lists.showList(goList);
    failing(lists.showCounts());
    if (!inFilters && !inList && !$("view-review").hidden) $("review-title").focus();
    name();
  } catch (error) {
    complain(error);
  }
}
function view(shown) {
  for (const one of ["tag", "review"]) {
    $(`view-${one}`).hidden = one !== shown;
    if (one === shown) $(`tab-${one}`).setAttribute("aria-current", "page");
    else $(`tab-${one}`).removeAttribute("aria-current");
  }
  name();
}
/* The title distinguishes windows and entries of the history. */
function name() {
  const one = session();
  const inList = !$("view-review").hidden;
  const what = inList
    ? `${t(`state_${lists.wanted.state}`)}${lists.wanted.q ? ` « ${lists.wanted.q} »` : ""}`
    : one && one.article
      ? heading(one.article)
      : t("tab_tag");
  document.title = `${what} – newstagger`;
}

/* --- from one article to the next, which is loaded while this one is read */
let ahead = null;
function lookAhead() {
  const one = session();
  const mine = { of: one, at: null, key: null, loading: null };
  ahead = mine;
  mine.finding = (async () => {
    if (one.at !== undefined) {
      mine.at = files.neighbour(one.at, 1);
      if (mine.at !== null) mine.loading = sessions.loadNew(file.articles[mine.at], null, { quiet: true });
    } else if (one.queued) {
      mine.key = await walk.following(one.key);
      if (mine.key) walk.leaseAhead(mine.key, () => session() === one);
      if (mine.key) mine.loading = sessions.loadKept(mine.key, { quiet: true });
    }
    /* What cannot be loaded ahead is loaded, and complained of, when it is opened. */
    if (mine.loading) mine.loading.catch(() => {});
  })().catch(() => {});
}
/* What was loaded ahead, once. */
function takeAhead({ at = null, key = null }) {
  const found = ahead;
  if (!found || !found.loading || found.at !== at || found.key !== key) return null;
  ahead = null;
  return found.loading.catch(() =>
    key ? sessions.loadKept(key) : sessions.loadNew(file.articles[at], null),
  );
}
async function step(forward) {
  const one = session();
  if (one && one.at !== undefined) {
    const to = files.neighbour(one.at, forward ? 1 : -1);
    if (to !== null) await openAt(to);
    else await sessions.sayAfter(one, forward ? "file_end" : "file_start");
    return;
  }
  if (!keepsCorrections()) return;
  const from = one && one.key ? one.key : "";
  if (ahead && ahead.of === one) await ahead.finding;
  const loaded = ahead && ahead.of === one && ahead.key;
  const key = forward ? loaded || (await walk.following(from)) : walk.preceding(from);
  if (key) await goKept(key);
  else if (forward) {
    await goList();
    await sessions.sayAfter(one, "list_end");
  }
}
const goesOn = () => recall("go-on") !== "no";
/* Say that an article was read, or put it aside, and go on to the next one. */
async function finish(verdict) {
  const one = session();
  const over = verdict === "yes" ? one.verdicts.read : one.verdicts.skipped;
  sessions.judge([{ what: "read", verdict: over ? "open" : verdict }]);
  if (!over && goesOn() && (one.queued || one.at !== undefined)) await failing(step(true));
}
const actions = {
  get next() {
    return file.articles.length > 1 || keepsCorrections() ? () => failing(step(true)) : null;
  },
  previous: () => failing(step(false)),
  read: () => finish("yes"),
  skip: () => finish("skipped"),
  get list() {
    return keepsCorrections() ? (change) => failing(goList(change)) : null;
  },
  search: async () => {
    if (!keepsCorrections()) return;
    if ($("view-review").hidden) await goList();
    $("filter-q").focus();
    $("filter-q").select();
  },
  out: outPart,
  goesOn,
  setGoesOn: (does) => remember("go-on", does ? "yes" : "no"),
};
sessions.onReopen((one) => {
  if (one.at !== undefined && file.articles[one.at]) return openAt(one.at);
  if (one.queued && one.stored) return goKept(one.key);
  place("#/");
  view("tag");
  fill(one.article);
  return sessions.open(Promise.resolve({ article: one.article, key: one.stored ? one.key : null }));
});

/* --- what is shown follows the one session */
let shown = null;
let counted = null;
sessions.onChange((one, redraw) => {
  if (one !== shown) {
    forgetQuestion();
    shown = one;
  }
  $("go").disabled = Boolean(one && !one.ready);
  $("result").hidden = !(one && one.ready);
  showConflicts(sessions.conflicts(), one, sessions);
  showNotes(one, retag);
  name();
  if (!one || !one.ready) return;
  if (redraw) {
    showArticle(one);
    showSide(one, actions);
    showMenu(one);
  }
  if (one.at !== undefined) files.noteJudged(one.at, one.verdicts);
  if (keepsCorrections() && counted !== one.kept) {
    counted = one.kept;
    failing(lists.showCounts());
  }
});
async function retag(one) {
  const { key, queued, at, stored, article } = one;
  if (queued) await showKept(key);
  else await sessions.open(Promise.resolve({ article, key: stored ? key : null }), { at });
}
document.addEventListener("newmodel", async () => {
  try {
    await learn();
    ahead = null;
    speak(app.language);
    say(t("new_model"));
  } catch (error) {
    complain(error);
  }
});
document.addEventListener("queued", () => failing(lists.showCounts()));
async function learn() {
  const quiet = { quiet: true };
  [app.health, app.topics] = await Promise.all([ask("health", quiet), ask("labels", quiet)]);
  app.model = app.health.fingerprint;
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
    if (keepsCorrections()) failing(lists.showCounts());
  }
  if (session()) sessions.changed();
  files.showFile();
  if (!$("view-review").hidden) review();
  name();
}
function look(theme) {
  $("theme").value = theme;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
function setUpDropping() {
  $("file").addEventListener("change", (event) => {
    const chosen = [...event.target.files];
    event.target.value = "";
    take(chosen);
  });
  for (const event of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(event, (dropping) => {
      dropping.preventDefault();
      $("drop").classList.toggle("over", event.startsWith("drage") || event === "dragover");
    });
  }
  document.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
  $("file-close").addEventListener("click", () => {
    files.forget();
    if (session() && session().at !== undefined) sessions.close();
    place("#/");
    $("text").focus();
  });
}
/* Looks for a new model now and then, for a page that asks for nothing. */
const LOOK = 30_000;
function setUp() {
  setUpSignIn();
  setUpMenu();
  setUpSelecting();
  setUpForm(() => {
    place("#/");
    sessions.close();
  });
  setUpDropping();
  files.setUpTable();
  lists.setUpFilters(goList);
  setUpKeys(actions);
  $("compose").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  $("tab-tag").addEventListener("click", () => {
    const one = session();
    const queued = one && one.queued && one.key;
    place(
      queued
        ? `#/article/${encodeURIComponent(one.key)}`
        : one && one.at !== undefined
          ? `#/file/${one.at + 1}`
          : "#/",
    );
    view("tag");
  });
  $("tab-review").addEventListener("click", () => goList());
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("language").addEventListener("change", (event) => {
    remember("language", event.target.value);
    speak(event.target.value);
  });
  $("theme").addEventListener("change", (event) => {
    remember("theme", event.target.value);
    look(event.target.value);
  });
  $("keys").addEventListener("click", help);
  $("problem-close").addEventListener("click", () => complain(null));
  $("who").addEventListener("change", (event) => remember("who", event.target.value));
  window.addEventListener("popstate", () => failing(follow()));
  walk.setUpLeaving();
  setInterval(() => {
    if (document.visibilityState === "visible") ask("health", { quiet: true }).catch(() => {});
  }, LOOK);
}
async function start() {
  setUp();
  look(recall("theme") || "system");
  speak(recall("language") || (navigator.language || "fr").slice(0, 2));
  $("local").hidden = !["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  try {
    await Promise.all([learn(), files.recallFile()]);
    if (keepsCorrections()) {
      for (const id of ["tab-review", "who", "who-label"]) $(id).hidden = false;
      $("who").value = recall("who") || "";
    }
    speak(app.language);
    offerDraft();
    await follow();
    if (file.rows.some((row) => !row.topics && !row.error)) failing(files.tagFile());
    if (!session()) say("");
  } catch (error) {
    complain(error);
  }
}
start();
