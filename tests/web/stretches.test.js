/* Words and boundaries of an article, in code points. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { crossesParagraphs, moved, toWords, wordsOf } from "../../src/newstagger/_serve/web/stretches.js";

const article = (text, title = null) => ({ tags: { text, title } });

test("words are counted in code points, whatever stands before them", () => {
  const one = article("𝄞 Jean-Luc chante.");
  assert.deepEqual(wordsOf(one, "text"), [
    { field: "text", start: 2, end: 10 },
    { field: "text", start: 11, end: 17 },
  ]);
});

test("a boundary goes to the next word and leaves at least one", () => {
  const one = article("Le maire Jean Morvan parle.");
  const name = { field: "text", start: 9, end: 20 };
  assert.deepEqual(moved(one, name, "start", -1), { field: "text", start: 3, end: 20 });
  assert.deepEqual(moved(one, name, "end", -1), { field: "text", start: 9, end: 13 });
  assert.equal(moved(one, { field: "text", start: 9, end: 13 }, "start", 1), null);
});

test("a selection is widened to whole words", () => {
  const one = article("La société Dupont S.A. ferme.");
  assert.equal(toWords(one, { field: "text", start: 12, end: 15 }).text, "Dupont");
  assert.equal(toWords(one, { field: "text", start: 11, end: 22 }).text, "Dupont S.A.");
  assert.equal(toWords(one, { field: "text", start: 10, end: 11 }), null);
});

test("a stretch says whether it leaves its paragraph", () => {
  const one = article("Jean Morvan\n\nparle.");
  assert.equal(crossesParagraphs(one, { field: "text", start: 0, end: 11 }), false);
  assert.equal(crossesParagraphs(one, { field: "text", start: 5, end: 18 }), true);
});
