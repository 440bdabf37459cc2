/* What will hold of an article once the verdicts that are on their way have been kept: shown at once, and
   replaced by what the service says when its answer comes. */
import { mayNest, mentionsOf, placeOf, plain, spotOf } from "./gold.js";

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
  for (const verdict of added) apply(one, next, verdict);
  const { gold } = next;
  for (const list of gold ? ["names", "refused_names"] : []) {
    gold[list] = gold[list].filter((n) => n.mentions.length);
  }
  return next;
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
    if (next.gold && CHANGES[what]) CHANGES[what](one, next.gold, subject, verdict);
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

/* --- names and dates: enough that what was said is seen; the service says the rest */
const overlaps = (m, place) => m.field === place.field && m.start < place.end && place.start < m.end;
const order = (m) => (m.field === "title" ? 0 : 1e9) + m.start;
const modelsOwn = (one, place) =>
  mentionsOf({ ...one, verdicts: null }).find((m) => placeOf(m) === place) || null;

/* Take the mentions that are meant out of a list of names. */
function takeOut(names, meant) {
  const taken = [];
  for (const name of names) {
    taken.push(...name.mentions.filter(meant).map((m) => ({ ...m, label: name.kind, name: name.name })));
    name.mentions = name.mentions.filter((m) => !meant(m));
  }
  return taken;
}
function putIn(names, kind, name, mention) {
  const there = names.find((one) => one.kind === kind && one.name === name);
  if (there) there.mentions = [...there.mentions, mention].sort((a, b) => order(a) - order(b));
  else names.push({ kind, name, aliases: [], country: null, mentions: [mention] });
}
function onMention(one, gold, place, verdict) {
  const at = (m) => placeOf(m) === place;
  const before = takeOut(gold.names, at)[0] || takeOut(gold.refused_names, at)[0];
  const own = modelsOwn(one, place);
  const kind = verdict === "open" ? (own ? own.label : "none") : verdict;
  const mention = { ...spotOf(place), text: one.text(spotOf(place).field, spotOf(place)) };
  if (kind !== "none") putIn(gold.names, kind, (before || own || { name: mention.text }).name, mention);
  else if (own) putIn(gold.refused_names, own.label, own.name, mention);
}
function onAdded(one, gold, place, verdict) {
  if (verdict !== "none" && verdict !== "open") {
    const over = (m) => overlaps(m, spotOf(place)) && placeOf(m) !== place;
    for (const name of gold.names) {
      const label = name.kind;
      const stays = (m) => verdict !== "organisations" && mayNest(spotOf(place), verdict, { ...m, label });
      name.mentions = name.mentions.filter((m) => !over(m) || stays(m));
    }
  }
  onMention(one, gold, place, verdict);
}
function onDate(one, gold, place, verdict) {
  const [, type, value] = /^(DATE|TIME|DURATION|SET)(?: (.*))?$/.exec(verdict) || [null, "DATE", verdict];
  const model = one.tags.dates.find((d) => placeOf(d) === place);
  gold.dates = gold.dates.filter((d) => !overlaps(d, spotOf(place)));
  if (verdict === "open" && model) gold.dates.push(model);
  else if (verdict !== "none" && verdict !== "open") {
    const text = one.text(spotOf(place).field, spotOf(place));
    gold.dates.push({ ...spotOf(place), text, type, value: value || null, from: null, to: null });
  }
  gold.dates.sort((a, b) => order(a) - order(b));
}
const placesOf = (names) => names.flatMap(({ mentions }) => mentions.map(placeOf));
function onEntity(one, gold, subject, verdict) {
  const [kind, name] = subject.split("\t");
  const meant = kind === "none" ? gold.refused_names : gold.names.filter((its) => its.kind === kind);
  for (const place of placesOf(meant.filter((its) => its.name === name))) {
    onMention(one, gold, place, verdict);
  }
}
function onName(one, gold, words, verdict) {
  const meant = [...gold.names, ...gold.refused_names].flatMap(({ mentions }) => mentions);
  for (const m of meant.filter(({ text }) => plain(text) === words)) {
    onMention(one, gold, placeOf(m), verdict);
  }
}
function onMove(one, gold, place, verdict) {
  const to = spotOf(verdict);
  for (const list of [gold.dates, ...gold.names.map(({ mentions }) => mentions)]) {
    const at = list.findIndex((m) => placeOf(m) === place);
    if (at >= 0) list[at] = { ...list[at], ...to, text: one.text(to.field, to) };
  }
}
function onPair(one, gold, subject, verdict) {
  const [first, second] = subject
    .split("\t")
    .map((words) =>
      gold.names.find(({ name, mentions }) =>
        [name, ...mentions.map((m) => m.text)].some((w) => plain(w) === words),
      ),
    );
  if (verdict !== "one" || !first || !second || first === second) return;
  const [kept, gone] = first.name.length < second.name.length ? [second, first] : [first, second];
  kept.aliases = [...new Set([...kept.aliases, gone.name])];
  kept.mentions = [...kept.mentions, ...gone.mentions].sort((a, b) => order(a) - order(b));
  gold.names = gold.names.filter((name) => name !== gone);
}
const CHANGES = {
  mention: onAdded,
  date: onDate,
  name: onName,
  entity: onEntity,
  move: onMove,
  pair: onPair,
};
