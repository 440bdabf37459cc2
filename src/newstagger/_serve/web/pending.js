/* What will hold of an article once the verdicts that are on their way have been kept: shown at once, and
   replaced by what the service says when its answer comes.

   Kinds, dates and topics are those that the service will give. What it alone knows keeps its look until
   then: which mentions mean the same person, organisation or place, their order and aliases, the country of a
   place, the days that a new date covers, and what words such as « mardi prochain » are worth. */
import { inOrder, placeOf, plain, spotOf } from "./gold.js";
import {
  correctDates,
  correctMentions,
  isDateValue,
  latest,
  moveVerdicts,
  recastVerdicts,
  takenBack,
} from "./holding.js";

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
  const next = { ...kept, given: { ...kept.given } };
  const words = (place) => one.text(spotOf(place).field, spotOf(place));
  for (const edit of added) apply(one, next, edit, words);
  return next;
}
function apply(one, next, edit, words) {
  const { what, subject = "", verdict } = edit;
  if (what === "date" && !isDateValue(verdict)) return;
  const expanded =
    what === "entity"
      ? next.gold && recastVerdicts(next.gold, next.holding, edit)
      : what === "move"
        ? next.gold && moveVerdicts(next.gold, edit)
        : [{ what, subject, verdict }];
  const wasRead = next.read;
  for (const said of expanded || []) {
    next.holding = latest(next.holding, takenBack(next.given, next.holding, said, words));
  }
  sum(next);
  /* Of an article that was read, those topics hold that were on show then. */
  if (!wasRead || (what === "read" && verdict === "open")) {
    next.given.topics = one.tags.topics.map(({ label }) => label);
  }
  showTopics(one, next);
  if (!next.gold) return;
  const moved = what === "move" ? { from: subject, to: verdict } : null;
  const before = next.gold;
  const { names, refused } = correctMentions(next.given.mentions, next.holding, words);
  next.gold = {
    ...before,
    names: group(one, before, names, words, moved),
    refused_names: groupRefused(one, refused, words),
    dates: correctDates(next.given.dates, next.holding).map((d) => showDate(one, before, d, words)),
  };
  if (what === "pair" && verdict === "one") merge(next.gold, subject);
}
/* The verdicts that hold, by what they are about. */
function sum(next) {
  Object.assign(next, {
    topics: {},
    names: {},
    mentions: {},
    dates: {},
    pairs: {},
    read: false,
    skipped: false,
  });
  for (const { what, subject, verdict } of next.holding) {
    if (what === "read") Object.assign(next, { read: verdict === "yes", skipped: verdict === "skipped" });
    else if (what === "topic") next.topics[subject] = verdict === "right";
    else if (what === "pair") next.pairs[subject] = verdict === "two" ? "two" : "one";
    else next[PLACES[what]][subject] = verdict;
  }
}
function showTopics(one, next) {
  const scores = new Map(
    [...(one.tags.suggested || []), ...one.tags.topics].map(({ label, score }) => [label, score]),
  );
  const labels = next.given.topics;
  const added = Object.keys(next.topics).filter((label) => next.topics[label] && !labels.includes(label));
  next.shown = [...labels, ...added].map((label) => ({
    label,
    score: scores.get(label) ?? null,
    right: next.topics[label] ?? null,
  }));
  next.labels = [...labels.filter((label) => next.topics[label] !== false), ...added];
}

/* --- names as the service grouped them last */
const mentionOf = (place, words) => ({ ...spotOf(place), text: words(place) });
/* A name without mentions yet; the model knows the country of its places. */
function newName(one, kind, name, aliases) {
  const place = kind === "places" && one.tags.places.find((its) => its.name === name);
  return { kind, name, aliases, country: place ? place.country : null, mentions: [] };
}
function group(one, before, mentions, words, moved) {
  const known = new Map();
  for (const list of [before.refused_names, before.names]) {
    for (const name of list) for (const m of name.mentions) known.set(placeOf(m), name);
  }
  if (moved && known.has(moved.from)) known.set(moved.to, known.get(moved.from));
  const grouped = new Map(
    before.names.map((name) => [`${name.kind}\t${name.name}`, { ...name, mentions: [] }]),
  );
  for (const { place, kind, name: given } of mentions) {
    const mention = mentionOf(place, words);
    const called = (its) =>
      its.kind === kind && [its.name, ...its.aliases].some((form) => plain(form) === plain(mention.text));
    const like = known.get(place) || before.names.find(called);
    const name = like ? like.name : given || mention.text;
    const key = `${kind}\t${name}`;
    if (!grouped.has(key)) grouped.set(key, newName(one, kind, name, like ? like.aliases : []));
    grouped.get(key).mentions.push(mention);
  }
  return [...grouped.values()].filter((name) => name.mentions.length);
}
function groupRefused(one, refused, words) {
  const grouped = new Map();
  for (const { place, kind, name } of refused) {
    const key = `${kind}\t${name}`;
    if (!grouped.has(key)) grouped.set(key, newName(one, kind, name, []));
    const mention = mentionOf(place, words);
    const { aliases, mentions } = grouped.get(key);
    mentions.push(mention);
    if (plain(mention.text) !== plain(name) && !aliases.includes(mention.text)) aliases.push(mention.text);
  }
  /* Those named most often first; the title counts three times. */
  const weight = ({ mentions }) => mentions.reduce((total, m) => total + (m.field === "title" ? 3 : 1), 0);
  return [...grouped.values()].sort((a, b) => weight(b) - weight(a));
}
function showDate(one, before, { place, type, value }, words) {
  const same = (d) => placeOf(d) === place && d.type === type && d.value === value;
  const days = before.dates.find(same) || one.tags.dates.find(same) || { from: null, to: null };
  return { ...mentionOf(place, words), type, value, from: days.from, to: days.to };
}
/* Two names are one. */
function merge(gold, subject) {
  const [first, second] = subject
    .split("\t")
    .map((words) =>
      gold.names.find(({ name, mentions }) =>
        [name, ...mentions.map((m) => m.text)].some((form) => plain(form) === words),
      ),
    );
  if (!first || !second || first === second || first.kind !== second.kind) return;
  const [kept, gone] = first.name.length < second.name.length ? [second, first] : [first, second];
  const both = {
    ...kept,
    aliases: [...new Set([...kept.aliases, gone.name, ...gone.aliases])].filter((form) => form !== kept.name),
    mentions: [...kept.mentions, ...gone.mentions].sort(inOrder),
  };
  gold.names = gold.names.filter((name) => name !== gone).map((name) => (name === kept ? both : name));
}
