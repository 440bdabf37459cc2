/* Marks of the article, cut into pieces. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { cut, nest } from "../../src/newstagger/_serve/web/pieces.js";

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
