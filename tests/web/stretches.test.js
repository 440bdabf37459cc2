/* Words, boundaries and pieces of an article, in code points. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  crossesParagraphs,
  cut,
  moved,
  nest,
  toWords,
  wordsOf,
} from "../../src/newstagger/_serve/web/stretches.js";

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

/* --- pieces */
const shown = (pieces) =>
  pieces.map((p) => [p.text, p.name && p.name.kind, p.around && p.around.kind, p.first]);

test("a text without marks is one piece", () => {
  assert.deepEqual(shown(cut("Rien.", [], [])), [["Rien.", null, null, false]]);
  assert.deepEqual(cut("", [], []), []);
});

test("a place inside an organisation leaves the organisation around it", () => {
  const outer = { start: 2, end: 22, kind: "organisations" };
  const inner = { start: 16, end: 22, kind: "places" };
  assert.deepEqual(shown(cut("L’Université de Nantes ferme.", [inner, outer], [])), [
    ["L’", null, null, false],
    ["Université de ", "organisations", null, true],
    ["Nantes", "places", "organisations", true],
    [" ferme.", null, null, false],
  ]);
});

test("a mark that goes on behind an inner one is one button, where it is first to be seen", () => {
  const outer = { start: 0, end: 17, kind: "organisations" };
  const inner = { start: 0, end: 6, kind: "places" };
  assert.deepEqual(shown(cut("Nantes Université", [outer, inner], [])), [
    ["Nantes", "places", "organisations", true],
    [" Université", "organisations", null, true],
  ]);
});

test("marks that cross are not both shown", () => {
  const one = { start: 0, end: 10 };
  const other = { start: 5, end: 15 };
  assert.deepEqual(nest([other, one]), [one]);
  assert.deepEqual(nest([one, { ...one }]).length, 1);
});

test("words that spoke cut names, and offsets count code points", () => {
  const pieces = cut(
    "𝄞 garde à vue",
    [{ start: 2, end: 13, kind: "people" }],
    [{ start: 8, end: 13, weight: 1 }],
  );
  assert.deepEqual(
    pieces.map((p) => [p.text, Boolean(p.name), Boolean(p.word)]),
    [
      ["𝄞 ", false, false],
      ["garde ", true, false],
      ["à vue", true, true],
    ],
  );
});
