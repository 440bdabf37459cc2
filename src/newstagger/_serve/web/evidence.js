/* Why a topic was given or not: what spoke for it and against it, in the words of the article. */
import { h, t } from "./base.js";
import { flash } from "./text.js";
import { fold, number } from "./values.js";

/* Rows that are shown before « more ». */
const SHOWN = 8;

/* One row for each wording, whatever features it came from, the heaviest first; mark: where it is framed. */
export function evidence({ spoke_for, spoke_against, marks }) {
  const rows = new Map();
  for (const { term, weight, surface, place } of [...spoke_for, ...spoke_against]) {
    const words = surface || term;
    const key = fold(words);
    if (!rows.has(key)) rows.set(key, { words, weight: 0, place: Boolean(place && !surface), mark: null });
    const row = rows.get(key);
    row.weight += weight;
    row.mark = row.mark || marks.find((mark) => mark.row === term) || null;
  }
  return [...rows.values()].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}
function line({ words, weight, place, mark }) {
  return h(
    "tr",
    {},
    h(
      "td",
      {},
      mark ? h("button", { type: "button", class: "link", onclick: () => flash(mark) }, words) : words,
      place ? h("span", { class: "place" }, ` (${t("of_place")})`) : null,
    ),
    h("td", {}, (weight > 0 ? "+" : "−") + number(Math.abs(weight))),
  );
}
function table(rows, name) {
  if (!rows.length) return [];
  const lines = (some) =>
    h("table", {}, h("caption", { class: "vh" }, name), h("tbody", {}, ...some.map(line)));
  const rest = rows.slice(SHOWN);
  return [
    h("h3", {}, name),
    lines(rows.slice(0, SHOWN)),
    rest.length ? h("details", {}, h("summary", {}, t("more_evidence", rest.length)), lines(rest)) : null,
  ];
}
/* The answer to « why this topic? ». */
export function whyPart({ why }) {
  const rows = evidence(why);
  const given = why.score >= why.threshold;
  return h(
    "div",
    { class: "why", id: "why" },
    h(
      "p",
      {},
      h("b", {}, why.label),
      " — ",
      t(given ? "given" : "missed", number(why.score), number(why.threshold)),
    ),
    ...table(
      rows.filter(({ weight }) => weight > 0),
      t("spoke_for"),
    ),
    ...table(
      rows.filter(({ weight }) => weight < 0),
      t("spoke_against"),
    ),
    h("p", { class: "quiet" }, t("logodds")),
  );
}
