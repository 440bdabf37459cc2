/* The lists of a review (to review, in progress, reviewed, skipped): searched, filtered, sorted, page by
   page. */
import { $, h, heading, recall, remember, t } from "../base.js";
import { complain, say } from "../notices.js";
import { ask, editor, pageId, post } from "../service.js";
import { humanDay, humanMoment, number } from "../values.js";

const STATES = ["to_review", "in_progress", "reviewed", "skipped"];
const SIZES = [20, 50, 100];
const SORTS = ["doubt", "-doubt", "-date", "date", "title", "-at", "at"];
const FILTERS = { q: "", topic: "", source: "", since: "", until: "", judged_by: "" };
const INPUTS = {
  "filter-q": "q",
  "filter-topic": "topic",
  "filter-source": "source",
  "filter-who": "judged_by",
};
Object.assign(INPUTS, { "filter-since": "since", "filter-until": "until", "filter-sort": "sort" });
const START = { state: "to_review", ...FILTERS, sort: "", offset: 0 };
export const wanted = { ...START, limit: Number(recall("limit")) || SIZES[0] };
/* The keys of the rows that are chosen for a change of several at once, and how the last change is undone. */
const chosen = new Set();
let bulk = null;
let asked = null;
let rows = [];

export const query = (more = {}) =>
  new URLSearchParams(
    Object.entries({ ...wanted, ...more })
      .filter(([, value]) => value !== "")
      .map(([key, value]) => [key, String(value)]),
  ).toString();
/* What an address wants. */
export function want(address) {
  const found = Object.fromEntries(new URLSearchParams(address));
  Object.assign(wanted, START, found);
  for (const key of ["offset", "limit"]) {
    wanted[key] = Number(found[key]) || (key === "limit" ? wanted.limit : 0);
  }
  wanted.limit = Number(wanted.limit) || SIZES[0];
}
const isFiltered = () => Object.keys(FILTERS).some((key) => wanted[key]);

/* How many wait, on the tab. */
export async function showCounts() {
  const found = await ask("review?limit=1", { quiet: true });
  const all = found.all || found;
  $("tab-review").textContent = `${t("tab_review")} (${all.to_review + all.in_progress})`;
}
/* Show the list that is wanted; a question that a later one has overtaken is given up. */
export async function showList(go) {
  if (asked) asked.abort();
  const mine = new AbortController();
  asked = mine;
  const { signal } = mine;
  const counting = ask(`review/counts?${new URLSearchParams({ ...filter(), state: wanted.state })}`, {
    signal,
    quiet: true,
  });
  try {
    const found = await ask(`review?${query()}`, { signal });
    rows = found.waiting;
    showTabs(found, go);
    showRows(found, go);
    showFilters(await counting);
  } catch (error) {
    counting.catch(() => {});
    if (error.name !== "AbortError") throw error;
  }
}
function showTabs(found, go) {
  const all = found.all || found;
  const many = (state) => (isFiltered() ? t("of_all", found[state], all[state]) : found[state]);
  $("review-tabs").replaceChildren(
    ...STATES.map((state) =>
      h(
        "button",
        {
          type: "button",
          "aria-current": state === wanted.state ? "true" : null,
          onclick: () => {
            chosen.clear();
            go({ state, sort: "", offset: 0 });
          },
        },
        `${t(`state_${state}`)} (${many(state)})`,
      ),
    ),
  );
  /* On a telephone the tabs scroll sideways. */
  const tabs = $("review-tabs");
  const open = tabs.querySelector("[aria-current]");
  tabs.scrollLeft = open.offsetLeft + open.offsetWidth - tabs.offsetLeft - tabs.clientWidth + 8;
}
/* Each filter with how many articles it would leave. */
function showFilters(counts) {
  const options = (id, key, values) => {
    const listed = values.map(({ value, articles }) => [value, `${value || t("unnamed")} (${articles})`]);
    if (wanted[key] && !listed.some(([value]) => value === wanted[key])) {
      listed.unshift([wanted[key], `${wanted[key]} (0)`]);
    }
    $(id).replaceChildren(
      h("option", { value: "" }, t("any")),
      ...listed.map(([value, name]) => h("option", { value, selected: value === wanted[key] }, name)),
    );
  };
  options("filter-topic", "topic", counts.topics);
  options("filter-source", "source", counts.sources);
  options("filter-who", "judged_by", counts.who);
  $("who-field").hidden = wanted.state === "to_review" && !wanted.judged_by;
  const usual = ["reviewed", "skipped"].includes(wanted.state) ? "-at" : "doubt";
  const sorts = SORTS.filter((sort) => !sort.endsWith("at") || wanted.state !== "to_review");
  $("filter-sort").replaceChildren(
    ...sorts.map((sort) =>
      h("option", { value: sort, selected: sort === (wanted.sort || usual) }, t(`sort_${sort}`)),
    ),
  );
  for (const id of ["filter-q", "filter-since", "filter-until"]) {
    if (document.activeElement !== $(id) || !$(id).value) $(id).value = wanted[INPUTS[id]];
  }
  $("filters-clear").hidden = !isFiltered();
}
function showRows(found, go) {
  const empty =
    (found.all || found).to_review === undefined || found.articles ? t("found_none") : t("nothing");
  const focused = document.activeElement && document.activeElement.dataset.key;
  const judged = wanted.state !== "to_review";
  const columns = ["col_article", "col_topics", judged ? "col_who" : "col_doubt"];
  const all = h("input", {
    type: "checkbox",
    "aria-label": t("choose_all"),
    checked: rows.length > 0 && rows.every((w) => chosen.has(w.key)),
    onchange: (event) => chooseRows(rows, event.target.checked, found, go),
  });
  const table = h(
    "table",
    { class: "review" },
    h("thead", {}, h("tr", {}, h("th", {}, all), ...columns.map((key) => h("th", { scope: "col" }, t(key))))),
    h("tbody", {}, ...rows.map((w) => row(w, judged, found, go))),
  );
  $("review-list").replaceChildren(
    h("div", { class: "found" }, h("span", {}, t("found", found.found)), ...bulkPart(found, go)),
    rows.length ? table : h("p", {}, empty),
    ...pager(found, go),
  );
  if (focused) focusRow(rows.findIndex((w) => w.key === focused));
}
function row(w, judged, found, go) {
  const line = [w.article.source, w.article.published ? humanDay(w.article.published.slice(0, 10)) : null];
  const box = h("input", {
    type: "checkbox",
    "aria-label": t("choose_row", heading(w.article)),
    checked: chosen.has(w.key),
    onchange: (event) => chooseRows([w], event.target.checked, found, go),
  });
  return h(
    "tr",
    {},
    h("td", { class: "box" }, box),
    h(
      "td",
      {},
      h("a", { href: `#/article/${encodeURIComponent(w.key)}`, "data-key": w.key }, heading(w.article)),
      h("div", { class: "quiet" }, line.filter(Boolean).join(" · ")),
      w.open ? h("div", { class: "taken" }, t("taken", w.open === true ? "" : w.open)) : null,
    ),
    h("td", {}, (w.labels || w.given).join(", ") || "—"),
    h(
      "td",
      {},
      ...(judged
        ? [w.who || t("unnamed"), h("div", { class: "quiet" }, w.at ? humanMoment(w.at) : "")]
        : doubt(w)),
    ),
  );
}
function doubt(w) {
  return [
    h(
      "span",
      { class: "gauge", title: t("doubt_title", number(w.doubt)) },
      h("span", { width: `${Math.round(100 * w.doubt)}%` }),
    ),
    h("span", { class: "vh" }, number(w.doubt)),
  ];
}
function pager(found, go) {
  const to = wanted.offset + rows.length;
  const turn = (name, offset, off) =>
    h("button", { type: "button", class: "plain", disabled: off, onclick: () => go({ offset }) }, t(name));
  const size = h(
    "select",
    {
      id: "page-size",
      "aria-label": t("page_size"),
      onchange: (event) => {
        remember("limit", event.target.value);
        go({ limit: Number(event.target.value), offset: 0 });
      },
    },
    ...SIZES.map((many) =>
      h("option", { value: many, selected: many === wanted.limit }, t("per_page", many)),
    ),
  );
  if (found.found <= SIZES[0]) return [];
  return [
    h(
      "div",
      { class: "pager" },
      turn("previous", Math.max(0, wanted.offset - wanted.limit), wanted.offset === 0),
      h("span", {}, t("shown", Math.min(wanted.offset + 1, to), to, found.found)),
      turn("next", wanted.offset + wanted.limit, to >= found.found),
      size,
    ),
  ];
}
export function setUpFilters(go) {
  let waiting = 0;
  for (const [id, key] of Object.entries(INPUTS)) {
    $(id).addEventListener("input", () => {
      /* Kept at once, asked for after a pause: of two filters changed shortly after one another none is lost.
       */
      Object.assign(wanted, { [key]: $(id).value.trim(), offset: 0 });
      chosen.clear();
      clearTimeout(waiting);
      waiting = setTimeout(() => go({}, true), id === "filter-q" ? 200 : 50);
    });
  }
  $("filters-clear").addEventListener("click", () => {
    $("filter-q").value = "";
    go({ ...FILTERS, offset: 0 });
    $("filter-q").focus();
  });
}

/* --- several at once */
function chooseRows(some, are, found, go) {
  for (const { key } of some) {
    if (are) chosen.add(key);
    else chosen.delete(key);
  }
  showRows(found, go);
}
function bulkPart(found, go) {
  const away = wanted.state !== "skipped";
  const verdict = away ? "skipped" : "open";
  const button = (words, onclick) => h("button", { type: "button", class: "plain", onclick }, words);
  const parts = [];
  if (chosen.size) {
    const name = away ? "skip_chosen" : "reopen_chosen";
    parts.push(button(t(name, chosen.size), () => change({ verdict, keys: [...chosen] }, go)));
  }
  if (away && isFiltered() && found.found > 1) {
    parts.push(button(t("skip_found", found.found), () => change({ verdict, filter: { ...filter() } }, go)));
  }
  if (bulk) {
    parts.push(h("span", { class: "quiet" }, t("changed", bulk.keys.length)));
    parts.push(button(t("undo_bulk"), () => change({ verdict: bulk.back, keys: bulk.keys }, go, true)));
  }
  return parts;
}
export const filter = () =>
  Object.fromEntries(
    ["state", ...Object.keys(FILTERS)].map((key) => [key, wanted[key]]).filter(([, value]) => value),
  );
async function change(what, go, undoing = false) {
  try {
    const found = await post("review/bulk", { ...what, who: editor(), page: pageId() });
    bulk = undoing ? null : { keys: found.keys, back: what.verdict === "skipped" ? "open" : "skipped" };
    chosen.clear();
    say(t(undoing ? "undone" : "kept"));
    await go({ offset: 0 });
    showCounts().catch(complain);
  } catch (error) {
    complain(error);
  }
}

/* --- keys: the rows by j and k */
const links = () => [...document.querySelectorAll("#review-list a[data-key]")];
function focusRow(i) {
  const all = links();
  if (all.length) all[Math.min(all.length - 1, Math.max(0, i))].focus();
}
export function stepRow(by) {
  const at = links().indexOf(document.activeElement);
  focusRow(at < 0 ? 0 : at + by);
}
export function turnPage(by) {
  const buttons = document.querySelectorAll("#review-list .pager button");
  if (buttons.length && !buttons[by < 0 ? 0 : 1].disabled) buttons[by < 0 ? 0 : 1].click();
}
/* Choose the row that has the focus, or leave it out again. */
export function toggleRow() {
  const at = document.activeElement && document.activeElement.closest("#review-list tbody tr");
  if (at) at.querySelector("input[type=checkbox]").click();
}
/* Put the row that has the focus aside. */
export function skipRow(go) {
  const key = document.activeElement && document.activeElement.dataset.key;
  if (key) change({ verdict: wanted.state === "skipped" ? "open" : "skipped", keys: [key] }, go);
}
