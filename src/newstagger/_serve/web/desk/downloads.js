/* What goes out of the page: records with the editor's corrections as JSON or CSV, and lists for the
   clipboard. */
import { $, app, h, t } from "../base.js";
import { KINDS, namesOf } from "../gold.js";
import { complain, say } from "../notices.js";
import { post, sendable } from "../service.js";
import { shownTopics } from "../topics.js";

/* Columns of the CSV that the command line writes as well. */
const COLUMNS = {
  id: (r) => r.id,
  title: (r) => r.title,
  published: (r) => r.published,
  url: (r) => r.url,
  author: (r) => r.author,
  source: (r) => r.source,
  topics: (r) => r.topics.map((topic) => topic.label),
  scores: (r) => r.topics.map((topic) => (typeof topic.score === "number" ? topic.score.toFixed(4) : "")),
  people: (r) => r.people.map((entity) => entity.name),
  organisations: (r) => r.organisations.map((entity) => entity.name),
  places: (r) => r.places.map((entity) => entity.name),
  countries: (r) => [...new Set(r.places.map((place) => place.country).filter(Boolean))],
  dates: (r) => [...new Set(r.dates.map((date) => date.value).filter(Boolean))],
  declared_topics: (r) => r.declared_topics || [],
  text: (r) => r.text,
};
const OF_THE_MODEL = ["topics", "people", "organisations", "places", "dates"];

/* --- files */
/* Records as CSV; records that failed are left out.

   found: what the service gives of each article: record and, where it was asked for, what the model said. */
export function csvOf(found, model) {
  const rows = found.filter((one) => one.record && !one.record.error);
  const names = [...Object.keys(COLUMNS), ...(model ? OF_THE_MODEL.map((name) => `model_${name}`) : [])];
  const cells = ({ record, model: said }) => [
    ...Object.values(COLUMNS).map((column) => column(record)),
    ...(model ? OF_THE_MODEL.map((name) => COLUMNS[name](said)) : []),
  ];
  /* Spreadsheets recognise UTF-8 by its byte-order mark. */
  return `\ufeff${[names, ...rows.map(cells)].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
/* A cell that no spreadsheet runs as a formula. */
function cell(value) {
  const text = Array.isArray(value) ? value.join(" ; ") : String(value ?? "");
  const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
export const jsonLinesOf = (found, model) =>
  found.map((one) => `${JSON.stringify(model ? one : one.record)}\n`).join("");

/* Where no corrections are kept, what the model says is all there is. */
const tag = async (some, options) =>
  (await post("tag", some, options)).map((one) => ({ record: one, model: one }));
/* The records of articles with their corrections, in pieces; `progress` hears how many are there. */
export async function recordsOf(articles, progress = () => {}, options = {}) {
  const most = Math.min(50, app.health.limits.articles);
  const found = [];
  for (let at = 0; at < articles.length; at += most) {
    const some = articles.slice(at, at + most).map(sendable);
    const part = await (app.health.corrections
      ? post("records", { articles: some, model: true }, options)
      : tag(some, options));
    found.push(...part.map((one) => (one.error ? { record: one, model: null } : one)));
    progress(found.length);
  }
  return found;
}
export function save(content, type, name) {
  const link = h("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
const withModel = () => $("with-model") && $("with-model").checked;

/* --- one article */
async function recordOf(one) {
  if (!one.verdicts) return { record: one.tags, model: one.tags };
  await one.sending;
  const [found] = await recordsOf([one.article]);
  return found;
}
async function download(one, kind) {
  try {
    const found = await recordOf(one);
    const name = one.article.id ? one.article.id.replace(/[^\p{L}\p{N}.-]+/gu, "-").slice(0, 80) : "article";
    if (kind === "csv") save(csvOf([found], withModel()), "text/csv", `${name}.csv`);
    else {
      save(JSON.stringify(withModel() ? found : found.record, null, 1), "application/json", `${name}.json`);
    }
  } catch (error) {
    complain(error);
  }
}
/* Put text on the clipboard. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    /* Only pages of this machine or with https may use the clipboard directly. */
    const box = h("textarea", { class: "vh" });
    document.body.append(box);
    box.value = text;
    box.select();
    document.execCommand("copy");
    box.remove();
  }
}
async function copy(names) {
  await copyText(names.join(", "));
  say(t("copied", names.length));
}
const topicsThatHold = (one) =>
  shownTopics(one)
    .map((topic) => topic.label)
    .filter((label) => !one.verdicts || one.verdicts.topics[label] !== false);
const namesThatHold = (one) => [
  ...new Set(
    KINDS.flatMap((kind) =>
      namesOf(one)
        .filter((name) => name.kind === kind)
        .map(({ name }) => name),
    ),
  ),
];
/* Buttons that copy and download what holds of an article. */
export function outPart(one) {
  const button = (name, onclick) =>
    h("button", { type: "button", class: "plain", "data-focus": name, onclick }, t(name));
  return h(
    "details",
    { class: "out noprint", open: out.open, ontoggle: (event) => (out.open = event.target.open) },
    h("summary", { "data-focus": "out" }, t("out")),
    h(
      "div",
      { class: "actions" },
      button("copy_topics", () => copy(topicsThatHold(one))),
      button("copy_names", () => copy(namesThatHold(one))),
      button("json", () => download(one, "json")),
      button("csv", () => download(one, "csv")),
      one.verdicts ? modelChoice() : null,
    ),
  );
}
const out = { open: false, model: false };
/* What the model said beside what holds, for those who compare. */
function modelChoice() {
  const box = h("input", {
    type: "checkbox",
    id: "with-model",
    checked: out.model,
    "data-focus": "with-model",
    onchange: (event) => (out.model = event.target.checked),
  });
  return h("label", { class: "check" }, box, ` ${t("with_model")}`);
}
