/* What spoke for a topic and against it, in the words of the article. */
import { fold } from "./values.js";

/* What weighs less, in log-odds, is neither listed nor framed. */
const LEAST = 0.05;

/* One row for each wording, whatever features it came from, the heaviest first; terms: those features. */
export function evidence({ spoke_for, spoke_against }) {
  const rows = new Map();
  for (const { term, weight, surface, place } of [...spoke_for, ...spoke_against]) {
    const words = surface || term;
    const key = fold(words);
    if (!rows.has(key)) rows.set(key, { words, weight: 0, place: Boolean(place && !surface), terms: [] });
    const row = rows.get(key);
    row.weight += weight;
    row.terms.push(term);
  }
  return [...rows.values()]
    .filter(({ weight }) => Math.abs(weight) >= LEAST)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}
/* The words of the article that are framed: those of rows that speak for the topic. */
export function framed(why) {
  const terms = new Set(evidence(why).flatMap((row) => (row.weight > 0 ? row.terms : [])));
  return why.marks.filter((mark) => terms.has(mark.row));
}
