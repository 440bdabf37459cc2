/* Names and dates as they hold: what the service says once somebody has judged, before that what the model
   gave. */
export const KINDS = ["people", "organisations", "places"];

/* A name as verdicts on it are kept: single spaces, straight apostrophes. */
export const plain = (name) => name.replaceAll("’", "'").split(/\s+/).filter(Boolean).join(" ");
export const placeOf = ({ field, start, end }) => `${field}:${start}:${end}`;
export const pairOf = (one, other) => [plain(one), plain(other)].sort().join("\t");
const inText = (one, { field, start, end }) =>
  Array.from(field === "title" ? one.tags.title || "" : one.tags.text)
    .slice(start, end)
    .join("");

function given(one) {
  return KINDS.flatMap((label) =>
    one.tags[label].flatMap((entity) =>
      entity.mentions.map((m) => ({
        field: m.field,
        start: m.start,
        end: m.end,
        text: m.text,
        label,
        name: entity.name,
      })),
    ),
  );
}
export function mentionsOf(one) {
  return one.verdicts && one.verdicts.gold ? one.verdicts.gold.entities : given(one);
}
export function refusedOf(one) {
  return one.verdicts && one.verdicts.gold ? one.verdicts.gold.refused : [];
}
export function datesOf(one) {
  return one.verdicts && one.verdicts.gold ? one.verdicts.gold.dates : one.tags.dates;
}

/* Mentions of one kind and name together, those named most often first, as the model has them. */
export function entitiesOf(one, mentions = mentionsOf(one)) {
  const found = new Map();
  for (const m of mentions) {
    const key = `${m.label}\t${m.name}`;
    if (!found.has(key)) {
      found.set(key, {
        kind: m.label,
        name: m.name,
        mentions: [],
        aliases: [],
        country:
          (one.tags.places.find((place) => m.label === "places" && place.name === m.name) || {}).country ||
          null,
      });
    }
    const entity = found.get(key);
    entity.mentions.push(m);
    if (plain(m.text) !== plain(entity.name) && !entity.aliases.includes(m.text)) entity.aliases.push(m.text);
  }
  const weight = (entity) => entity.mentions.reduce((sum, m) => sum + (m.field === "title" ? 3 : 1), 0);
  return [...found.values()].sort((a, b) => weight(b) - weight(a));
}
export const entityOf = (one, mention) =>
  entitiesOf(one).find((entity) => entity.mentions.some((m) => placeOf(m) === placeOf(mention)));
/* The name or date that stands at a place, or over it. */
export function markAt(one, { field, start, end = start + 1 }) {
  const over = (m) => m.field === field && m.start < end && start < m.end;
  const name =
    mentionsOf(one).find((m) => m.field === field && m.start === start && m.end === end) ||
    mentionsOf(one)
      .filter(over)
      .sort((a, b) => b.end - b.start - (a.end - a.start))[0];
  return name || datesOf(one).find(over) || null;
}

/* --- what a change asks the service to keep; where the model had said so itself, a verdict is taken back
   instead */
const modelKind = (one, place) => (given(one).find((m) => placeOf(m) === placeOf(place)) || {}).label;
const modelDate = (one, place) => {
  const d = one.tags.dates.find((found) => placeOf(found) === placeOf(place));
  return d ? `${d.type}${d.value ? ` ${d.value}` : ""}` : undefined;
};
const said = (what, place, verdict, models) => ({
  what,
  subject: placeOf(place),
  verdict: verdict === models ? "open" : verdict,
});

export const addMention = (one, place, kind) => [said("mention", place, kind, modelKind(one, place))];
export const addDate = (one, place, type, value) => [
  said("date", place, value ? `${type} ${value}` : type, modelDate(one, place)),
];
const unsaid = (what, place, models) => ({
  what,
  subject: placeOf(place),
  verdict: models === undefined ? "open" : "none",
});
export const refuseMention = (one, mention) => [unsaid("mention", mention, modelKind(one, mention))];
export const deleteDate = (one, date) => [unsaid("date", date, modelDate(one, date))];
export function moveMark(one, mark, start, end) {
  const to = { field: mark.field, start, end };
  if (mark.label) return [...refuseMention(one, mark), ...addMention(one, to, mark.label)];
  return [...deleteDate(one, mark), ...addDate(one, to, mark.type, mark.value)];
}
/* A name and its variants; a bare surname stays out, for it may be another's. */
function namesOf(entity) {
  const words = new Set(plain(entity.name).split(" "));
  const all = [entity.name, ...entity.mentions.map((m) => m.text)].map(plain);
  return [...new Set(all)].filter(
    (name) => name === plain(entity.name) || !name.split(" ").every((word) => words.has(word)),
  );
}
/* Another kind for all mentions of an entity: by name, and by place where a name does not say it. */
export function kindVerdicts(one, entity, kind) {
  const others = new Set(
    [...mentionsOf(one), ...refusedOf(one)]
      .filter((m) => m.label !== entity.kind || m.name !== entity.name)
      .map((m) => plain(m.text)),
  );
  const names = namesOf(entity).filter((name) => !others.has(name));
  const modelsOf = (name) => (given(one).find((m) => plain(m.text) === name) || {}).label;
  const places = entity.mentions.filter(
    (m) => one.verdicts.mentions[placeOf(m)] || !names.includes(plain(m.text)),
  );
  return [
    ...names.map((subject) => ({
      what: "name",
      subject,
      verdict: kind === modelsOf(subject) ? "open" : kind,
    })),
    ...places.map((m) =>
      kind === "none" ? refuseMention(one, m)[0] : said("mention", m, kind, modelKind(one, m)),
    ),
  ];
}
export const mergeVerdicts = (name, other) => [
  { what: "pair", subject: pairOf(name, other), verdict: "one" },
];
export const partVerdicts = (name, other) => [{ what: "pair", subject: pairOf(name, other), verdict: "two" }];

/* --- words of a field, in code points: boundaries move from one to the next */
const words = new WeakMap();
export function wordsOf(one, field) {
  if (!words.has(one)) words.set(one, {});
  const known = words.get(one);
  if (!known[field]) {
    const text = field === "title" ? one.tags.title || "" : one.tags.text;
    let units = 0;
    let points = 0;
    known[field] = [...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:[-‑&][\p{L}\p{N}\p{M}]+)*/gu)].map(
      ({ 0: word, index }) => {
        points += Array.from(text.slice(units, index)).length;
        units = index;
        return { field, start: points, end: points + Array.from(word).length };
      },
    );
  }
  return known[field];
}
/* The boundary one word on: edge « start » or « end », by -1 or 1; null where there is none. */
export function moved(one, { field, start, end }, edge, by) {
  const all = wordsOf(one, field);
  const edges = all.map((word) => word[edge]).filter((at) => (edge === "start" ? at < end : at > start));
  const now = edge === "start" ? start : end;
  const to = by < 0 ? edges.filter((at) => at < now).at(-1) : edges.find((at) => at > now);
  return to === undefined ? null : { field, start, end, [edge]: to };
}
/* A stretch that was pointed at, widened to whole words, without what stands around them; null where there is
   none. */
export function toWords(one, { field, start, end }) {
  const inside = wordsOf(one, field).filter((word) => word.start < end && start < word.end);
  if (!inside.length) return null;
  const place = { field, start: inside[0].start, end: inside.at(-1).end };
  /* « S.A. » keeps its dot where it was selected. */
  const tail = inText(one, { field, start: place.end, end });
  if (tail.startsWith(".") && /(?:^|[\s.])\p{Lu}$/u.test(inText(one, place))) place.end++;
  return { ...place, text: inText(one, place) };
}
/* What a value looks like tells its type, but for durations that come again. */
export const typeOf = (value, type) =>
  value.startsWith("P")
    ? type === "SET"
      ? "SET"
      : "DURATION"
    : /^[XT]/.test(value)
      ? "SET"
      : /T\d/.test(value)
        ? "TIME"
        : "DATE";
