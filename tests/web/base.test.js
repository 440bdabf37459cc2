/* Numbers, days and values as the page shows them. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { app, fold, humanDay, humanMoment, humanValue } from "../../src/newstagger/serve/web/base.js";

function inLanguage(language, work) {
  app.language = language;
  try {
    work();
  } finally {
    app.language = "fr";
  }
}

test("a day is written as a newspaper writes it", () => {
  assert.equal(humanDay("1999-05-01"), "1er mai 1999");
  assert.equal(humanDay("2024-03-14"), "14 mars 2024");
  inLanguage("en", () => assert.equal(humanDay("2024-03-14"), "March 14, 2024"));
});

test("a time of day follows the day", () => {
  assert.equal(humanMoment("2024-03-14T18:30"), "14 mars 2024, 18 h 30");
  assert.equal(humanMoment("2024-03-14"), "14 mars 2024");
  inLanguage("en", () => assert.equal(humanMoment("2024-03-14T18:30"), "March 14, 2024, 18:30"));
});

test("durations are written out", () => {
  assert.equal(humanValue("P25Y"), "25 ans");
  assert.equal(humanValue("P1Y6M"), "1 an 6 mois");
  assert.equal(humanValue("PT2H30M"), "2 h 30 min");
  inLanguage("en", () => assert.equal(humanValue("P1W"), "1 week"));
});

test("folding takes off case and accents", () => {
  assert.equal(fold("L’Été À Évry"), "l'ete a evry");
});
