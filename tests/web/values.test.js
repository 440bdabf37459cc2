/* Numbers, days and TIMEX3 values as people write them. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { app } from "../../src/newstagger/_serve/web/base.js";
import {
  fold,
  humanDay,
  humanHour,
  humanMoment,
  humanValue,
  humanVerdict,
} from "../../src/newstagger/_serve/web/values.js";

/* Spaces that no line is broken at are plain ones here, so that the tables can be read. */
const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");

function inLanguage(language, work) {
  app.language = language;
  try {
    work();
  } finally {
    app.language = "fr";
  }
}

test("a day is written as a newspaper writes it", () => {
  assert.equal(humanDay("1999-05-01"), "1er\u00a0mai 1999");
  assert.equal(humanDay("2024-03-14"), "14\u00a0mars 2024");
  inLanguage("en", () => assert.equal(humanDay("2024-03-14"), "14 March 2024"));
});

test("an hour has no needless zeros", () => {
  assert.deepEqual(["18:30", "18:00", "09:05"].map(humanHour).map(plain), ["18 h 30", "18 h", "9 h 05"]);
  inLanguage("en", () => assert.equal(humanHour("18:00"), "18:00"));
});

test("a moment of the article stands as it was written, one of the service in the zone of the browser", () => {
  assert.equal(plain(humanMoment("2024-03-14T18:30")), "14 mars 2024, 18 h 30");
  assert.equal(plain(humanMoment("2024-03-14")), "14 mars 2024");
  const zone = process.env.TZ;
  try {
    process.env.TZ = "Europe/Paris";
    assert.equal(plain(humanMoment("2024-03-07T04:14:00.123+00:00")), "7 mars 2024, 5 h 14");
    assert.equal(plain(humanMoment("2024-07-31T23:30:00Z")), "1er août 2024, 1 h 30");
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});

const VALUES = [
  ["P25Y", "DURATION", "25 ans", "25 years"],
  ["P1Y6M", "DURATION", "1 an 6 mois", "1 year 6 months"],
  ["P1.5Y", "DURATION", "1,5 ans", "1.5 years"],
  ["P1W", "DURATION", "1 semaine", "1 week"],
  ["P2WE", "DURATION", "2 week-ends", "2 weekends"],
  ["PT2H30M", "DURATION", "2 h 30 min", "2 h 30 min"],
  ["P1M", "SET", "tous les mois", "every month"],
  ["P2Y", "SET", "tous les 2 ans", "every 2 years"],
  ["P1W", "SET", "toutes les semaines", "every week"],
  ["P2WE", "SET", "un week-end sur 2", "every 2 weekends"],
  ["PT1H30M", "SET", "à intervalles de 1 h 30 min", "every 1 h 30 min"],
  ["XXXX-WXX-1", "SET", "chaque lundi", "every Monday"],
  ["XXXX-WXX-1TEV", "SET", "chaque lundi soir", "every Monday evening"],
  ["XXXX-WXX-7T10:30", "SET", "chaque dimanche à 10 h 30", "every Sunday at 10:30"],
  ["XXXX-WXX-WE", "SET", "tous les week-ends", "every weekend"],
  ["XXXX-WXX-2/XXXX-WXX-6", "SET", "du mardi au samedi", "Tuesday to Saturday"],
  ["XXXX-07-14", "SET", "chaque 14 juillet", "every 14 July"],
  ["XXXX-05-01", "SET", "chaque 1er mai", "every 1 May"],
  ["XXXX-07", "SET", "chaque mois de juillet", "every July"],
  ["XXXX-08", "SET", "chaque mois d’août", "every August"],
  ["XXXX-XX-05", "SET", "le 5 de chaque mois", "day 5 of every month"],
  ["XXXX-XX-01", "SET", "le 1er de chaque mois", "day 1 of every month"],
  ["XXXX-SU", "SET", "chaque été", "every summer"],
  ["XXXX-XX-XXTEV", "SET", "tous les soirs", "every evening"],
  ["T09:00/T17:30", "SET", "de 9 h à 17 h 30", "09:00 to 17:30"],
  ["2024", "DATE", "2024", "2024"],
  ["2024-03", "DATE", "mars 2024", "March 2024"],
  ["2024-03-14", "DATE", "14 mars 2024", "14 March 2024"],
  ["2024-03-14TMO", "DATE", "14 mars 2024 matin", "14 March 2024 morning"],
  ["2024-03-14T18:30", "TIME", "14 mars 2024, 18 h 30", "14 March 2024, 18:30"],
  ["2024-03-14T18:30+01:00", "TIME", "14 mars 2024, 18 h 30", "14 March 2024, 18:30"],
  ["2024-W11", "DATE", "semaine du 11 mars 2024", "week of 11 March 2024"],
  ["2020-W53", "DATE", "semaine du 28 décembre 2020", "week of 28 December 2020"],
  ["2024-W11-WE", "DATE", "week-end du 16 mars 2024", "weekend of 16 March 2024"],
  ["2024-Q1", "DATE", "1er trimestre 2024", "Q1 2024"],
  ["2024-H2", "DATE", "2e semestre 2024", "second half of 2024"],
  ["2024-SU", "DATE", "été 2024", "summer 2024"],
  ["2023-WI", "DATE", "hiver 2023-2024", "winter 2023-2024"],
  ["2024-03-14/2024-03-16", "DATE", "du 14 mars 2024 au 16 mars 2024", "14 March 2024 to 16 March 2024"],
  ["1980/1989", "DATE", "années 1980", "1980s"],
  ["1901/2000", "DATE", "XXe siècle", "20th century"],
  ["0001/0100", "DATE", "Ier siècle", "1st century"],
  ["1914/1918", "DATE", "1914–1918", "1914–1918"],
  ["-0499/-0400", "DATE", "Ve siècle av. J.-C.", "5th century BC"],
  ["-0051", "DATE", "52 av. J.-C.", "52 BC"],
  ["2024-03-XX", "DATE", "2024-03-XX", "2024-03-XX"],
];
for (const [value, type, french, english] of VALUES) {
  test(`${type} ${value} in words`, () => {
    assert.equal(plain(humanValue(value, type)), french);
    inLanguage("en", () => assert.equal(plain(humanValue(value, type)), english));
  });
}

test("a verdict on a date is put in words too", () => {
  assert.equal(humanVerdict("SET P1M"), "tous les mois");
  assert.equal(plain(humanVerdict("2022-05-03")), "3 mai 2022");
  assert.equal(humanVerdict("DATE"), "date inconnue");
});

test("folding takes off case and accents", () => {
  assert.equal(fold("L’Été À Évry"), "l'ete a evry");
});
