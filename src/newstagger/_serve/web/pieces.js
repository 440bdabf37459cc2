/* A field of the article, cut wherever a name, a date or a word that spoke begins or ends. Offsets count code
   points. */

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
