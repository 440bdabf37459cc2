/* What will hold of an article once the verdicts that are on their way have been kept: shown at once, and
   replaced by what the service says when its answer comes. */
import { datesOf, entitiesOf, mentionsOf, placeOf, plain } from "./gold.js";

const PLACES = { mention: "mentions", date: "dates", name: "names", pair: "pairs" };

/* What was said of one thing, « open » where nothing was. */
export function saidOf(verdicts, { what, subject }) {
  if (what === "read") return verdicts.read ? "yes" : verdicts.skipped ? "skipped" : "open";
  if (what === "topic") {
    return subject in verdicts.topics ? (verdicts.topics[subject] ? "right" : "wrong") : "open";
  }
  return (PLACES[what] && verdicts[PLACES[what]][subject]) || "open";
}

/* What holds after more verdicts.

   one: the session, for its text and the model's tags; kept: what the service said last. */
export function applied(one, kept, added) {
  if (!added.length) return kept;
  const next = structuredClone(kept);
  const names = added.some(({ what }) => what !== "topic" && what !== "read");
  if (names && !next.gold) next.gold = asGiven(one);
  for (const verdict of added) apply(one, next, verdict);
  if (names) next.gold = grouped(one, next);
  return next;
}
/* What the model gave, in the form of what holds. */
function asGiven(one) {
  const untouched = { ...one, verdicts: null };
  return {
    entities: structuredClone(mentionsOf(untouched)),
    dates: structuredClone(datesOf(untouched)),
    refused: [],
  };
}
function apply(one, next, { what, subject, verdict }) {
  if (what === "read") {
    next.read = verdict === "yes";
    next.skipped = verdict === "skipped";
  } else if (what === "topic") applyTopic(one, next, subject, verdict);
  else {
    const said = PLACES[what] ? next[PLACES[what]] : {};
    if (verdict === "open") delete said[subject];
    else said[subject] = verdict;
    const change = { mention: onMention, date: onDate, name: onName, entity: onEntity, move: onMove }[what];
    if (change) change(one, next.gold, subject, verdict);
  }
}
function applyTopic(one, next, label, verdict) {
  if (verdict === "open") delete next.topics[label];
  else next.topics[label] = verdict === "right";
  if (!next.shown) return;
  const right = verdict === "open" ? null : verdict === "right";
  const there = next.shown.find((topic) => topic.label === label);
  const given = one.tags.topics.some((topic) => topic.label === label);
  if (there) {
    if (right === true || given) there.right = right;
    else next.shown = next.shown.filter((topic) => topic !== there);
  } else if (right !== null) {
    const near = (one.tags.suggested || []).find((topic) => topic.label === label);
    next.shown.push({ label, score: near ? near.score : null, right });
  }
}

/* --- names and dates */
const KINDS = new Set(["people", "organisations", "places"]);
const spot = (subject) => {
  const [field, start, end] = subject.split(":");
  return { field, start: Number(start), end: Number(end) };
};
const over = (m, place) => m.field === place.field && m.start < place.end && place.start < m.end;
const modelsOwn = (one, place) =>
  mentionsOf({ ...one, verdicts: null }).find((m) => placeOf(m) === placeOf(place)) || null;

function onMention(one, gold, subject, verdict) {
  const place = spot(subject);
  const at = gold.entities.find((m) => placeOf(m) === subject);
  const back = gold.refused.find((m) => placeOf(m) === subject);
  const wanted = verdict === "open" ? (modelsOwn(one, place) || { label: "none" }).label : verdict;
  if (wanted === "none") {
    gold.entities = gold.entities.filter((m) => m !== at);
    if (at && !back && modelsOwn(one, place)) gold.refused.push({ ...at, label: "none" });
    return;
  }
  gold.refused = gold.refused.filter((m) => m !== back);
  if (at) at.label = wanted;
  else {
    const text = one.text(place.field, place);
    /* A person or place inside an organisation leaves the organisation where it is. */
    const outer = (m) => m.label === "organisations" && m.start <= place.start && m.end >= place.end;
    gold.entities = gold.entities.filter((m) => !over(m, place) || (outer(m) && wanted !== "organisations"));
    gold.entities.push({ ...place, text, label: wanted, name: back ? back.name || text : text });
  }
}
function onDate(one, gold, subject, verdict) {
  const place = spot(subject);
  const [, type, value] = /^(DATE|TIME|DURATION|SET)(?: (.*))?$/.exec(verdict) || [null, null, null];
  const model = one.tags.dates.find((d) => placeOf(d) === subject);
  gold.dates = gold.dates.filter((d) => !over(d, place));
  if (verdict === "open" && model) gold.dates.push({ ...model });
  else if (verdict !== "none" && verdict !== "open") {
    const text = one.text(place.field, place);
    gold.dates.push({ ...place, text, type: type || "DATE", value: value || null, from: null, to: null });
  }
}
/* All mentions that are written so, or of an entity, become another kind. */
function recast(one, gold, chosen, verdict) {
  for (const m of [...gold.entities, ...gold.refused]) {
    if (!chosen(m)) continue;
    onMention(one, gold, placeOf(m), verdict);
  }
}
const onName = (one, gold, name, verdict) => recast(one, gold, (m) => plain(m.text) === name, verdict);
function onEntity(one, gold, subject, verdict) {
  const [kind, name] = subject.split("\t");
  recast(one, gold, (m) => m.name === name && (m.label === kind || m.label === "none"), verdict);
}
function onMove(one, gold, subject, verdict) {
  const to = spot(verdict);
  for (const m of [...gold.entities, ...gold.dates]) {
    if (placeOf(m) === subject) Object.assign(m, to, { text: one.text(to.field, to) });
  }
}
/* Mentions in the order of the text, and grouped by name where the service groups them. */
function grouped(one, next) {
  const { gold } = next;
  const order = (m) => (m.field === "title" ? 0 : 1e9) + m.start;
  for (const list of ["entities", "dates", "refused"]) gold[list].sort((a, b) => order(a) - order(b));
  if (!gold.names) return gold;
  const group = (mentions) => entitiesOf({ ...one, verdicts: next }, mentions);
  const kindOf = new Map(
    [...gold.names, ...gold.refused_names].flatMap((entity) =>
      entity.mentions.map((m) => [placeOf(m), entity.kind]),
    ),
  );
  gold.names = group(gold.entities.filter((m) => KINDS.has(m.label)));
  gold.refused_names = group(gold.refused).map((entity) => ({
    ...entity,
    kind: kindOf.get(placeOf(entity.mentions[0])) || "people",
  }));
  return gold;
}
