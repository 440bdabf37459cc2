/* Words and pieces of the article, counted in code points. */

/* --- words: boundaries move from one to the next */
const words = new WeakMap();
const textOf = (one, field) => (field === "title" ? one.tags.title || "" : one.tags.text);
const slice = (one, { field, start, end }) => Array.from(textOf(one, field)).slice(start, end).join("");

export function wordsOf(one, field) {
  const { tags } = one;
  if (!words.has(tags)) words.set(tags, {});
  const known = words.get(tags);
  if (!known[field]) {
    const text = textOf(one, field);
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
/* The boundary one word on: edge "start" or "end", by -1 or 1; null if there is none. */
export function moved(one, { field, start, end }, edge, by) {
  const all = wordsOf(one, field);
  const edges = all.map((word) => word[edge]).filter((at) => (edge === "start" ? at < end : at > start));
  const now = edge === "start" ? start : end;
  const to = by < 0 ? edges.filter((at) => at < now).at(-1) : edges.find((at) => at > now);
  return to === undefined ? null : { field, start, end, [edge]: to };
}
/* A stretch that was pointed at, widened to whole words, without what surrounds them; null if there is
   none. */
export function toWords(one, { field, start, end }) {
  const inside = wordsOf(one, field).filter((word) => word.start < end && start < word.end);
  if (!inside.length) return null;
  const place = { field, start: inside[0].start, end: inside.at(-1).end };
  /* « S.A. » keeps its dot where it was selected. */
  const tail = slice(one, { field, start: place.end, end });
  if (tail.startsWith(".") && /(?:^|[\s.])\p{Lu}$/u.test(slice(one, place))) place.end++;
  return { ...place, text: slice(one, place) };
}
/* Does it go from one paragraph into another? */
export const crossesParagraphs = (one, place) => slice(one, place).includes("\n");

/* --- pieces: a field, cut wherever a name, a date or a word that spoke begins or ends */
/* The spans in order, without those that cross another one: a mark may lie in a mark, not hang out of it. */
export function nest(spans) {
  const open = [];
  return [...spans]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((span) => {
      while (open.length && open.at(-1).end <= span.start) open.pop();
      const outer = open.at(-1);
      const fits = !outer || (span.end <= outer.end && (span.start > outer.start || span.end < outer.end));
      if (fits) open.push(span);
      return fits;
    });
}
/* The pieces of a text. Each has its text and start; name: the innermost mark that it belongs to; around: the
   mark that this one lies in; word: what spoke; first: no piece before it has this mark as its innermost one.
   */
export function cut(text, spans, spoke) {
  const points = Array.from(text);
  const marks = nest(spans);
  const cuts = new Set([0, points.length]);
  for (const { start, end } of [...marks, ...spoke]) cuts.add(start).add(end);
  const at = [...cuts].filter((c) => c <= points.length).sort((a, b) => a - b);
  const seen = new Set();
  const open = [];
  let next = 0;
  let word = 0;
  return at.slice(0, -1).map((start, n) => {
    while (open.length && open.at(-1).end <= start) open.pop();
    while (next < marks.length && marks[next].start <= start) {
      if (marks[next].end > start) open.push(marks[next]);
      next++;
    }
    while (word < spoke.length && spoke[word].end <= start) word++;
    const name = open.at(-1) || null;
    const first = Boolean(name) && !seen.has(name);
    if (name) seen.add(name);
    return {
      text: points.slice(start, at[n + 1]).join(""),
      start,
      name,
      around: open.at(-2) || null,
      word: spoke[word] && spoke[word].start <= start ? spoke[word] : null,
      first,
    };
  });
}
