/* The lists of a review: to review, in progress, reviewed, skipped; searched, filtered, page by page. */
import { $, app, ask, complain, h, heading, t } from "./base.js";
import { humanDay, number } from "./values.js";

const PAGE = 20;
const STATES = ["to_review", "in_progress", "reviewed", "skipped"];
export const wanted = { state: "to_review", q: "", topic: "", source: "", since: "", until: "", offset: 0 };
let asked = 0;

export const query = (more = {}) =>
  new URLSearchParams(
    Object.entries({ ...wanted, limit: PAGE, ...more })
      .filter(([, value]) => value !== "")
      .map(([key, value]) => [key, String(value)]),
  ).toString();

/* How many wait, on the tab. */
export async function showCounts() {
  const found = await ask("/review?limit=1");
  $("tab-review").textContent = `${t("tab_review")} (${found.to_review + found.in_progress})`;
}
/* Show the list that is wanted; an answer that a later question has overtaken is dropped. */
export async function showList(openKept, go) {
  const mine = ++asked;
  const found = await ask(`/review?${query()}`);
  if (mine !== asked) return;
  $("review-tabs").replaceChildren(
    ...STATES.map((state) =>
      h(
        "button",
        {
          type: "button",
          "aria-current": state === wanted.state ? "true" : null,
          onclick: () => go({ state, offset: 0 }),
        },
        `${t(`state_${state}`)} (${found[state]})`,
      ),
    ),
  );
  const topic = $("filter-topic");
  topic.replaceChildren(
    h("option", { value: "" }, t("any")),
    ...app.topics.map(({ label }) => h("option", { value: label, selected: label === wanted.topic }, label)),
  );
  for (const [id, key] of [
    ["filter-q", "q"],
    ["filter-source", "source"],
    ["filter-since", "since"],
    ["filter-until", "until"],
  ]) {
    if (document.activeElement !== $(id)) $(id).value = wanted[key];
  }
  const empty = found.articles ? t("found_none") : t("nothing");
  $("review-list").replaceChildren(
    found.waiting.length
      ? h(
          "table",
          { class: "review" },
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              ...["col_article", "col_topics", "col_doubt"].map((key) => h("th", { scope: "col" }, t(key))),
            ),
          ),
          h("tbody", {}, ...found.waiting.map((w) => row(w, openKept))),
        )
      : h("p", {}, empty),
    ...pager(found, go),
  );
}
function row(w, openKept) {
  const line = [w.article.source, w.article.published ? humanDay(w.article.published.slice(0, 10)) : null]
    .filter(Boolean)
    .join(" · ");
  return h(
    "tr",
    {},
    h(
      "td",
      {},
      h("button", { type: "button", class: "link", onclick: () => openKept(w.key) }, heading(w.article)),
      line ? h("div", { class: "quiet" }, line) : null,
    ),
    h("td", {}, w.given.join(", ") || "—"),
    h(
      "td",
      {},
      h(
        "span",
        { class: "gauge", title: t("doubt_title", number(w.doubt)) },
        h("span", { width: `${Math.round(100 * w.doubt)}%` }),
      ),
      h("span", { class: "vh" }, number(w.doubt)),
    ),
  );
}
function pager(found, go) {
  if (found.found <= PAGE) return [];
  const from = wanted.offset + 1;
  const to = wanted.offset + found.waiting.length;
  return [
    h(
      "div",
      { class: "pager" },
      h(
        "button",
        {
          type: "button",
          class: "plain",
          disabled: wanted.offset === 0,
          onclick: () => go({ offset: Math.max(0, wanted.offset - PAGE) }),
        },
        t("previous"),
      ),
      h("span", {}, t("shown", from, to, found.found)),
      h(
        "button",
        {
          type: "button",
          class: "plain",
          disabled: to >= found.found,
          onclick: () => go({ offset: wanted.offset + PAGE }),
        },
        t("next"),
      ),
    ),
  ];
}
/* The neighbour of an article in the list that it was opened from: its key, or null at the end. What was
   judged in the meantime has left the list, so the place of an article that is gone is its successor's. */
const seen = [];
export function visited(key) {
  if (seen.at(-1) !== key) seen.push(key);
}
export async function following(key) {
  const at = seen.indexOf(key);
  if (at >= 0 && at + 1 < seen.length) return seen[at + 1];
  for (let offset = 0; ; offset += 100) {
    const found = await ask(`/review?${query({ state: wanted.state, offset, limit: 100 })}`);
    const place = found.waiting.findIndex((w) => w.key === key);
    const rest = (place >= 0 ? found.waiting.slice(place + 1) : found.waiting).find(
      (w) => !seen.includes(w.key),
    );
    if (rest) return rest.key;
    if (found.waiting.length < 100) return null;
  }
}
export function preceding(key) {
  const at = seen.indexOf(key);
  return at > 0 ? seen[at - 1] : null;
}
export const failing = (work) => work.catch(complain);
