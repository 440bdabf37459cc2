/* Names and dates as they hold, which is what the service says, and what a change asks it to keep. */
export const KINDS = ["people", "organisations", "places"];

/* A name as verdicts on it are kept: single spaces, straight apostrophes. */
export const plain = (name) => name.replaceAll("’", "'").split(/\s+/).filter(Boolean).join(" ");
/* A place as the service writes it, such as text:12:24. */
export const placeOf = ({ field, start, end }) => `${field}:${start}:${end}`;
export function spotOf(place) {
  const [field, start, end] = place.split(":");
  return { field, start: Number(start), end: Number(end) };
}

/* --- what holds; where corrections are not kept that is what the model gave */
const goldOf = (one) => (one.verdicts ? one.verdicts.gold : null);

/* People, organisations and places, those named most often first: kind, name, aliases, country and mentions.
 */
export function namesOf(one) {
  const gold = goldOf(one);
  return gold ? gold.names : KINDS.flatMap((kind) => one.tags[kind].map((name) => ({ kind, ...name })));
}
/* What the model gave and an editor found to be no name, with the kind that the model gave it. */
export const refusedNamesOf = (one) => (goldOf(one) ? goldOf(one).refused_names : []);
export const datesOf = (one) => (goldOf(one) || one.tags).dates;
export const mentionsOf = (one) =>
  namesOf(one).flatMap(({ kind, name, mentions }) => mentions.map((m) => ({ ...m, label: kind, name })));

/* Of whom or what a mention is. */
export const nameOf = (one, mention) =>
  namesOf(one).find(({ mentions }) => mentions.some((m) => placeOf(m) === placeOf(mention)));

export const overlaps = (one, other) =>
  one.field === other.field && one.start < other.end && other.start < one.end;
/* Does one place lie in another one? */
export const liesIn = (inner, outer) =>
  inner.field === outer.field &&
  outer.start <= inner.start &&
  inner.end <= outer.end &&
  placeOf(inner) !== placeOf(outer);
/* For sorting: the title first, longer places before those that lie in them. */
export const inOrder = (one, other) =>
  (one.field === "text") - (other.field === "text") || one.start - other.start || other.end - one.end;
/* The name or date at a place, or the longest one over it. */
export function markAt(one, { field, start, end = start + 1 }) {
  const over = marksOver(one, { field, start, end });
  return over.find((m) => m.start === start && m.end === end) || over[0] || null;
}
/* All names and dates over a place, the longest first. */
export const marksOver = (one, place) =>
  [...mentionsOf(one), ...datesOf(one)]
    .filter((m) => overlaps(m, place))
    .sort((a, b) => b.end - b.start - (a.end - a.start));
/* Can a mark of this kind and another one both hold? A place or person lies in an organisation, and leaves it
   there. */
export function mayNest(place, kind, other) {
  if (kind === "organisations") return ["people", "places"].includes(other.label) && liesIn(other, place);
  return other.label === "organisations" && liesIn(place, other);
}

/* --- what a change asks the service to keep */
const said = (what, subject, verdict) => [{ what, subject, verdict }];

export const addMention = (place, kind) => said("mention", placeOf(place), kind);
/* A time, in words (« mardi prochain ») or as a value with its type (« DATE 2024-03-14 »). */
export const addDate = (place, words) => said("date", placeOf(place), words);
export const remove = (mark) => said(mark.label ? "mention" : "date", placeOf(mark), "none");
/* Other boundaries; kind, value, and whom it means stay. */
export const moveMark = (mark, to) => said("move", placeOf(mark), placeOf(to));
/* Another kind for all mentions of a name; "none" is the kind of one that was refused. */
export const recast = ({ kind, name }, to) => said("entity", `${kind}\t${name}`, to);
const pair = (name, other) => [plain(name), plain(other)].sort().join("\t");
export const mergeVerdicts = (name, other) => said("pair", pair(name, other), "one");
export const partVerdicts = (name, other) => said("pair", pair(name, other), "two");
