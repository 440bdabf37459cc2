/* Which names and dates hold after verdicts, by the rules of the service (_feedback/gold.py and desk.py), so
   that what an editor says shows before it has answered. tests/web/test_forecast.py compares the two.

   A mention is { place, kind, name }, a date { place, type, value }; a place is written as the service writes
   it, such as text:12:24. */
import { inOrder, liesIn, overlaps, placeOf, plain, spotOf } from "./gold.js";

const DATE = /^(DATE|TIME|DURATION|SET)(?: (.+))?$/;
export const isDateValue = (verdict) => verdict === "none" || verdict === "open" || DATE.test(verdict);
const order = (one, other) => inOrder(spotOf(one.place), spotOf(other.place));
const cross = (one, other) => overlaps(spotOf(one), spotOf(other));

/* Of several verdicts on one thing the latest, in their order; without those that were taken back. */
export function latest(holding, verdict) {
  const others = holding.filter((v) => v.what !== verdict.what || v.subject !== verdict.subject);
  return verdict.verdict === "open" ? others : [...others, verdict];
}

/* The mentions with the kinds that hold, and those given that are no names. */
export function correctMentions(given, holding, words) {
  const found = new Map(given.map((m) => [m.place, m]));
  const form = new Map(given.map(({ place }) => [place, plain(words(place))]));
  const noNameHere = new Set();
  for (const { what, subject, verdict } of holding) {
    if (what === "name") {
      for (const [place, m] of found) {
        if (form.get(place) === subject && !noNameHere.has(place)) found.set(place, { ...m, kind: verdict });
      }
    } else if (what === "mention") {
      form.set(subject, plain(words(subject)));
      if (verdict === "none") noNameHere.add(subject);
      else noNameHere.delete(subject);
      if (found.has(subject)) found.set(subject, { ...found.get(subject), kind: verdict });
      else if (verdict !== "none") {
        for (const [place, { kind }] of found) {
          const nested =
            verdict !== "organisations" && kind === "organisations" && liesIn(spotOf(subject), spotOf(place));
          if (cross(subject, place) && !nested) found.delete(place);
        }
        found.set(subject, { place: subject, kind: verdict, name: "" });
      }
    }
  }
  return {
    names: [...found.values()].filter(({ kind }) => kind !== "none").sort(order),
    refused: given.filter(({ place }) => found.has(place) && found.get(place).kind === "none"),
  };
}

/* The dates that hold. */
export function correctDates(given, holding) {
  const found = new Map(given.map((d) => [d.place, d]));
  for (const { what, subject, verdict } of holding) {
    if (what !== "date") continue;
    if (verdict === "none") {
      found.delete(subject);
      continue;
    }
    const [, type, value = null] = DATE.exec(verdict);
    for (const place of found.keys()) if (place !== subject && cross(place, subject)) found.delete(place);
    found.set(subject, { place: subject, type, value });
  }
  return [...found.values()].sort(order);
}
const written = ({ type, value }) => (value ? `${type} ${value}` : type);

/* The verdict, or "open" if it only returns to what the model gave. */
export function takenBack(given, holding, verdict, words) {
  const { what, subject } = verdict;
  if (!holding.some((v) => v.what === what && v.subject === subject)) return verdict;
  const here = ({ place }) => place === subject;
  const kinds =
    what === "mention"
      ? given.mentions.filter(here).map(({ kind }) => kind)
      : what === "name"
        ? given.mentions.filter(({ place }) => plain(words(place)) === subject).map(({ kind }) => kind)
        : what === "date"
          ? given.dates.filter(here).map(written)
          : null;
  if (!kinds) return verdict;
  if (!kinds.length && what !== "name") kinds.push("none");
  const returns = kinds.length > 0 && kinds.every((kind) => kind === verdict.verdict);
  return returns ? { ...verdict, verdict: "open" } : verdict;
}

/* The verdicts that another kind for all mentions of a name comes to: by name where the name is its alone, by
   place for its other mentions. */
export function recastVerdicts(gold, holding, { subject, verdict }) {
  const [kind, name] = subject.split("\t");
  const meant = kind === "none" ? gold.refused_names : gold.names.filter((one) => one.kind === kind);
  const mine = meant.filter((one) => one.name === name).flatMap(({ mentions }) => mentions);
  const places = new Set(mine.map(placeOf));
  const all = [...gold.names, ...gold.refused_names].flatMap(({ mentions }) => mentions);
  const others = new Set(all.filter((m) => !places.has(placeOf(m))).map((m) => plain(m.text)));
  const whole = plain(name);
  const words = new Set(whole.split(" "));
  /* A bare surname may be another person's. */
  const isFull = (form) => form === whole || form.split(" ").some((word) => !words.has(word));
  const forms = [...new Set([whole, ...mine.map((m) => plain(m.text))])];
  const names = mine.length ? forms.filter((form) => isFull(form) && !others.has(form)) : [];
  const judged = new Set(holding.filter(({ what }) => what === "mention").map((v) => v.subject));
  const single = mine.filter((m) => judged.has(placeOf(m)) || !names.includes(plain(m.text)));
  return [
    ...names.map((form) => ({ what: "name", subject: form, verdict })),
    ...single.map((m) => ({ what: "mention", subject: placeOf(m), verdict })),
  ];
}

/* The verdicts that other boundaries of a name or date come to. */
export function moveVerdicts(gold, { subject, verdict }) {
  const here = (m) => placeOf(m) === subject;
  const date = gold.dates.find(here);
  const name = gold.names.find(({ mentions }) => mentions.some(here));
  if (!date && !name) return [];
  const what = date ? "date" : "mention";
  return [
    { what, subject, verdict: "none" },
    { what, subject: verdict, verdict: date ? written(date) : name.kind },
  ];
}
