/* What spoke for a topic and against it, as rows. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { evidence, framed } from "../../src/newstagger/_serve/web/evidence.js";

const term = (words, weight, surface = null, place = false) => ({ term: words, weight, surface, place });
const mark = (row, start) => ({ field: "text", start, end: start + 5, weight: 1, row });

test("a row has the words of the article, one row for each wording", () => {
  const rows = evidence({
    spoke_for: [
      term("garde vue", 0.4, "garde à vue"),
      term("Police", 0.3, "police"),
      term("police", 0.2, "Police"),
    ],
    spoke_against: [term("match", -0.7, "match")],
  });
  assert.deepEqual(
    rows.map(({ words, weight }) => [words, weight]),
    [
      ["match", -0.7],
      ["police", 0.5],
      ["garde à vue", 0.4],
    ],
  );
});

test("only what is a place, and stands nowhere in the text, was told from a place", () => {
  const rows = evidence({
    spoke_for: [term("France", 1, null, true), term("Paris", 0.5, "Paris", true), term("garde vue", 0.2)],
    spoke_against: [],
  });
  assert.deepEqual(
    rows.map(({ place }) => place),
    [true, false, false],
  );
});

test("only the words of rows that speak for the topic are framed", () => {
  const marks = [mark("garde vue", 10), mark("le", 20), mark("match", 30)];
  const spoke_for = [
    term("garde vue", 0.4, "garde à vue"),
    term("le", 0.01, "Le"),
    term("match", 0.2, "match"),
  ];
  const spoke_against = [term("Match", -0.5, "match")];
  assert.deepEqual(framed({ spoke_for, spoke_against, marks }), [marks[0]]);
});
