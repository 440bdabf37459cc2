/* Words of the article, in code points: boundaries move from one to the next. */
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
  const tail = slice(one, { field, start: place.end, end });
  if (tail.startsWith(".") && /(?:^|[\s.])\p{Lu}$/u.test(slice(one, place))) place.end++;
  return { ...place, text: slice(one, place) };
}
/* Does it go from one paragraph into another? */
export const crossesParagraphs = (one, place) => slice(one, place).includes("\n");
