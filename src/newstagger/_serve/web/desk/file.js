/* The articles of dropped files: read whole, in pieces, then tagged; a table that filters and sorts, what
   could not be read, and downloads of all. */
import { $, app, h, heading, t } from "../base.js";
import { copyText, csvOf, jsonLinesOf, recordsOf, save } from "./downloads.js";
import { complain, readingProblem, say, sentence } from "../notices.js";
import { ask, pageId, post, Refusal, sendable } from "../service.js";
import { fold, humanDay } from "../values.js";

const AT_ONCE = 10;
/* Bytes of a file of lines that are read at once, so that one sees how far it has got. */
const PIECE = 1_000_000;
const EMPTY = { name: "", articles: [], rows: [], problems: [], failed: 0 };
export const file = structuredClone(EMPTY);
const shown = { q: "", state: "", sort: "" };
let reading = 0;
let elements = [];

/* --- reading */
const readBytes = (data, name) =>
  ask(`read?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: data,
  });
/* A pasted page as an article. */
export async function readText(text) {
  const found = await readBytes(text, "page.txt");
  return { ...found.articles[0], id: "" };
}
/* A file of lines in pieces that end with a line, each with the number of lines before it; any other file
   whole. */
async function* pieces(one) {
  const bytes = new Uint8Array(await one.arrayBuffer());
  const inLines = /\.(jsonl|ndjson)$/i.test(one.name) && bytes[0] < 0xfe;
  let at = 0;
  let before = 0;
  while (inLines && bytes.length - at > PIECE) {
    const end = bytes.lastIndexOf(10, at + PIECE) + 1;
    const stop = end > at ? end : bytes.indexOf(10, at) + 1 || bytes.length;
    yield { data: bytes.subarray(at, stop), before, share: stop / bytes.length };
    for (let i = at; i < stop; i++) if (bytes[i] === 10) before++;
    at = stop;
  }
  if (at < bytes.length || !at) yield { data: bytes.subarray(at), before, share: 1 };
}
const shifted = (problem, before) =>
  before ? problem.replace(/, line (\d+):/, (_, line) => `, line ${Number(line) + before}:`) : problem;

/* Read all articles of some files; null when others were dropped in the meantime. What cannot be read is kept
   with the reason; where nothing can be read of one file alone, that is an error. */
export async function readFiles(files) {
  const mine = ++reading;
  const found = { ...structuredClone(EMPTY), name: files.map((one) => one.name).join(", ") };
  for (const [n, one] of files.entries()) {
    const progress = (share) =>
      showProgress(
        t("reading", one.name, n + 1, files.length, found.articles.length),
        (n + share) / files.length,
      );
    progress(0);
    try {
      for await (const { data, before, share } of pieces(one)) {
        const part = await readBytes(data, one.name);
        if (mine !== reading) return null;
        found.articles.push(...part.articles);
        found.problems.push(...part.problems.map((problem) => readingProblem(shifted(problem, before))));
        found.failed += part.failed ?? part.problems.length;
        progress(share);
      }
    } catch (error) {
      if (mine !== reading) return null;
      if (files.length === 1 && !found.articles.length) {
        showProgress("");
        throw error;
      }
      const why = sentence(error);
      found.problems.push(
        why.startsWith(one.name) ? why : `${one.name}${app.language === "fr" ? " : " : ": "}${why}`,
      );
      found.failed++;
    }
  }
  showProgress("");
  if (!found.articles.length) throw new Error(found.problems.join("\n"));
  putFile({ ...found, rows: found.articles.map(() => ({})) });
  keepFile();
  return file.articles;
}
function putFile(found) {
  Object.assign(file, found);
  Object.assign(shown, { q: "", state: "", sort: "" });
  elements = [];
  showFile();
}
export function forget() {
  reading++;
  putFile(structuredClone(EMPTY));
  showProgress("");
  keepFile();
}
function showProgress(words, share = 0) {
  $("file-progress").hidden = !words;
  $("file-progress-words").textContent = words;
  $("file-progress-bar").value = share;
}

/* --- kept in the browser, so that a reload loses nothing */
const DAY = 86_400_000;
function base() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("newstagger", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "page" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
async function store(mode) {
  return (await base()).transaction("files", mode).objectStore("files");
}
async function keepFile() {
  try {
    const kept = await store("readwrite");
    if (file.articles.length) await done(kept.put({ ...file, page: pageId(), at: Date.now() }));
    else await done(kept.delete(pageId()));
  } catch {
    /* private browsing, or no room */
  }
}
/* The file that was open before a reload; those of pages that were closed yesterday go. */
export async function recallFile() {
  try {
    const kept = await store("readwrite");
    const all = await done(kept.getAll());
    for (const one of all) if (Date.now() - one.at > DAY) kept.delete(one.page);
    const mine = all.find((one) => one.page === pageId());
    if (mine) putFile(mine);
  } catch {
    /* there is none */
  }
}

/* --- the table, filled as the tags come */
const STATES = ["judged", "unjudged", "untopical", "failed"];
const isJudged = (row) => ["reviewed", "in_progress", "skipped"].includes(row.state);
const isIn = {
  judged: isJudged,
  unjudged: (row) => !isJudged(row) && !row.error,
  untopical: (row) => Boolean(row.topics) && !row.topics.length,
  failed: (row) => Boolean(row.error),
};
const SORTS = {
  title: (a, b) => heading(a.article).localeCompare(heading(b.article), app.language),
  date: (a, b) => (b.article.published || "").localeCompare(a.article.published || ""),
  topics: (a, b) => (a.row.topics || []).join().localeCompare((b.row.topics || []).join(), app.language),
  state: (a, b) => Number(isJudged(a.row)) - Number(isJudged(b.row)),
};
export function showFile() {
  $("file-part").hidden = file.articles.length < 2 && !file.problems.length;
  showUnread();
  if ($("file-part").hidden) return;
  $("file-title").textContent = t("file_title", file.articles.length);
  showTable();
  showFileActions();
}
function showUnread() {
  $("unread").hidden = !file.problems.length;
  $("unread-title").textContent = t("not_read", file.failed);
  $("unread-list").textContent = file.problems.join("\n");
}
/* A row of the table; made once, its words change. */
function element(i) {
  if (!elements[i]) {
    const article = file.articles[i];
    const line = [article.source, article.published ? humanDay(article.published.slice(0, 10)) : null];
    elements[i] = h(
      "tr",
      {},
      h(
        "td",
        {},
        h("a", { href: `#/file/${i + 1}` }, heading(article)),
        h("div", { class: "quiet" }, line.filter(Boolean).join(" · ")),
      ),
      h("td", {}),
      h("td", {}),
    );
  }
  const row = file.rows[i];
  const [, topics, state] = elements[i].children;
  topics.textContent = row.error || (row.topics ? row.topics.join(", ") || "—" : "…");
  state.textContent = isJudged(row) ? t(`row_${row.state}`) : "";
  elements[i].classList.toggle("failed", Boolean(row.error));
  return elements[i];
}
function chosen() {
  const words = fold(shown.q).split(/\s+/).filter(Boolean);
  const found = file.articles
    .map((article, i) => ({ article, i, row: file.rows[i] }))
    .filter(({ row }) => !shown.state || isIn[shown.state](row))
    .filter(({ article, row }) => {
      if (!words.length) return true;
      const text = fold(
        `${article.title || ""} ${article.text} ${article.source || ""} ${(row.topics || []).join(" ")}`,
      );
      return words.every((word) => text.includes(word));
    });
  return shown.sort ? found.sort(SORTS[shown.sort]) : found;
}
function showTable() {
  const found = chosen();
  const head = ["col_article", "topics", "col_state"].map((key) => h("th", { scope: "col" }, t(key)));
  $("file-q").value = shown.q;
  const number = (state) => file.rows.filter(isIn[state]).length;
  $("file-state").replaceChildren(
    h("option", { value: "" }, `${t("any")} (${file.articles.length})`),
    ...STATES.map((state) =>
      h(
        "option",
        { value: state, selected: state === shown.state },
        `${t(`file_${state}`)} (${number(state)})`,
      ),
    ),
  );
  $("file-sort").replaceChildren(
    h("option", { value: "" }, t("sort_file")),
    ...Object.keys(SORTS).map((sort) =>
      h("option", { value: sort, selected: sort === shown.sort }, t(`sort_${sort}`)),
    ),
  );
  $("file-list").replaceChildren(
    found.length
      ? h(
          "table",
          { class: "review" },
          h("thead", {}, h("tr", {}, ...head)),
          h("tbody", {}, ...found.map(({ i }) => element(i))),
        )
      : h("p", {}, t("found_none")),
  );
}
function showFileActions() {
  const tagged = file.rows.filter((row) => row.topics || row.error).length;
  const all = file.articles.length;
  const ready = tagged >= all;
  $("file-done").textContent = t("file_done", tagged, all);
  $("file-again").hidden = ready || tagging;
  for (const id of ["file-all", "file-csv"]) $(id).disabled = !ready;
  $("file-queue").hidden = !(app.health && app.health.corrections);
}
/* The articles of the file in the order that the table shows: the neighbour of one of them, or null. */
export function neighbour(i, by) {
  const order = chosen().map((one) => one.i);
  const at = order.indexOf(i);
  return (at < 0 ? order[0] : order[at + by]) ?? null;
}
/* What an editor said of an article of the file shows in its row. */
export function noteJudged(i, verdicts) {
  const row = file.rows[i];
  if (!row || !verdicts) return;
  const judged = verdicts.read
    ? "reviewed"
    : verdicts.skipped
      ? "skipped"
      : verdicts.last
        ? "in_progress"
        : null;
  const topics = verdicts.last ? verdicts.labels : row.topics;
  if (judged === (row.state || null) && topics === row.topics) return;
  Object.assign(row, { state: judged, topics });
  element(i);
  keepFile();
}

/* --- tags, downloads, queue */
let tagging = false;
export async function tagFile() {
  const mine = reading;
  tagging = true;
  try {
    for (let at = 0; at < file.articles.length; at += AT_ONCE) {
      const places = [...file.articles.keys()].slice(at, at + AT_ONCE).filter((i) => !file.rows[i].topics);
      if (!places.length) continue;
      const some = places.map((i) => file.articles[i]);
      const found = await recordsOf(some, () => {}, { quiet: true });
      if (mine !== reading) return;
      found.forEach((one, n) => noteRecord(places[n], one));
      showFileActions();
    }
    showTable();
    keepFile();
  } catch (error) {
    if (mine === reading) complain(error);
  } finally {
    if (mine === reading) {
      tagging = false;
      showFileActions();
    }
  }
}
function noteRecord(i, { record, state }) {
  const row = file.rows[i];
  if (record.error) row.error = sentence(new Refusal(422, { detail: record.error, ...record }));
  else if (!row.topics) row.topics = record.topics.map((topic) => topic.label);
  row.state = row.state || state || null;
  element(i);
}
async function download(kind) {
  const model = $("file-with-model").checked;
  const name = file.name.includes(", ") ? "articles" : file.name.replace(/\.[^.]*$/, "") || "articles";
  const mine = reading;
  try {
    const progress = (n) => showProgress(t("collecting", n, file.articles.length), n / file.articles.length);
    const found = await recordsOf(file.articles, progress);
    if (mine !== reading) return;
    if (kind === "csv") save(csvOf(found, model), "text/csv", `${name}.tags.csv`);
    else save(jsonLinesOf(found, model), "application/x-ndjson", `${name}.tags.jsonl`);
  } catch (error) {
    complain(error);
  } finally {
    showProgress("");
  }
}
async function queue() {
  const most = Math.min(50, app.health.limits.articles);
  const sum = { put: 0, known: 0, failed: 0 };
  const mine = reading;
  try {
    for (let at = 0; at < file.articles.length; at += most) {
      const some = file.articles.slice(at, at + most).map(sendable);
      const found = await post("articles", { articles: some });
      if (mine !== reading) return;
      sum.put += found.put;
      sum.known += found.known;
      sum.failed += found.errors.length;
      showProgress(
        t("queueing", at + some.length, file.articles.length),
        (at + some.length) / file.articles.length,
      );
    }
    say(t("queued", sum));
    document.dispatchEvent(new CustomEvent("queued"));
  } catch (error) {
    complain(error);
  } finally {
    showProgress("");
  }
}
export function setUpTable() {
  $("file-q").addEventListener("input", (event) => {
    shown.q = event.target.value;
    showTable();
  });
  for (const [id, key] of [
    ["file-state", "state"],
    ["file-sort", "sort"],
  ]) {
    $(id).addEventListener("change", (event) => {
      shown[key] = event.target.value;
      showTable();
    });
  }
  $("file-all").addEventListener("click", () => download("json"));
  $("file-csv").addEventListener("click", () => download("csv"));
  $("file-queue").addEventListener("click", queue);
  $("file-again").addEventListener("click", tagFile);
  $("unread-copy").addEventListener("click", async () => {
    await copyText(file.problems.join("\n"));
    say(t("copied_lines", file.problems.length));
  });
}
