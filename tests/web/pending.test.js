/* What is shown of verdicts that are on their way. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { applied } from "../../src/newstagger/_serve/web/pending.js";

const TEXT = "Jean Morvan a quitté le PSG mardi. Morvan vit à Brest.";
const spot = (words, from = 0) => {
  const start = TEXT.indexOf(words, from);
  return { field: "text", start, end: start + words.length, text: words };
};
const at = (words, from) => {
  const { field, start, end } = spot(words, from);
  return `${field}:${start}:${end}`;
};
const morvan = {
  name: "Jean Morvan",
  aliases: ["Morvan"],
  country: null,
  mentions: [spot("Jean Morvan"), spot("Morvan", 20)],
};
const club = { name: "PSG", aliases: [], country: null, mentions: [spot("PSG")] };
const day = { ...spot("mardi"), type: "DATE", value: "2022-05-10", from: "2022-05-10", to: "2022-05-10" };
const tags = {
  text: TEXT,
  title: null,
  topics: [],
  people: [morvan],
  organisations: [club],
  places: [],
  dates: [day],
};
const one = { tags, verdicts: null, text: (field, { start, end }) => TEXT.slice(start, end) };
const given = (kind, { name, mentions }) =>
  mentions.map(({ field, start, end }) => ({ place: `${field}:${start}:${end}`, kind, name }));
const kept = {
  given: {
    topics: [],
    mentions: [...given("people", morvan), ...given("organisations", club)],
    dates: [{ place: at("mardi"), type: "DATE", value: "2022-05-10" }],
  },
  holding: [],
  topics: {},
  names: {},
  mentions: {},
  dates: {},
  pairs: {},
  gold: {
    names: [
      { kind: "people", ...morvan },
      { kind: "organisations", ...club },
    ],
    refused_names: [],
    dates: [day],
  },
};
const said = (...verdicts) =>
  applied(
    one,
    kept,
    verdicts.map(([what, subject, verdict]) => ({ what, subject, verdict })),
  ).gold;
const shown = (names) => names.map(({ kind, name, mentions }) => `${kind} ${name} ${mentions.length}`);

test("what the service said is left alone", () => {
  said(["entity", "people\tJean Morvan", "places"]);
  assert.equal(kept.gold.names[0].kind, "people");
  assert.equal(applied(one, kept, []), kept);
});

test("a name changes its kind with all its mentions", () => {
  assert.deepEqual(shown(said(["entity", "people\tJean Morvan", "places"]).names), [
    "organisations PSG 1",
    "places Jean Morvan 2",
  ]);
  const gold = said(["entity", "people\tJean Morvan", "none"]);
  assert.deepEqual(shown(gold.names), ["organisations PSG 1"]);
  assert.deepEqual(shown(gold.refused_names), ["people Jean Morvan 2"]);
});

test("a mention is added in the place of what it overlaps", () => {
  assert.deepEqual(shown(said(["mention", at("Brest"), "places"]).names).at(-1), "places Brest 1");
  const names = said(["mention", at("Jean"), "people"]).names;
  assert.deepEqual(shown(names), ["people Jean Morvan 1", "organisations PSG 1", "people Jean 1"]);
});

test("a place inside an organisation leaves it there", () => {
  const gold = said(["mention", at("quitté le PSG"), "organisations"], ["mention", at("PSG"), "places"]);
  assert.deepEqual(shown(gold.names), [
    "people Jean Morvan 2",
    "organisations quitté le PSG 1",
    "places PSG 1",
  ]);
});

test("a boundary moves and the name stays", () => {
  const [person] = said(["move", at("Morvan", 20), at("Morvan vit")]).names;
  assert.equal(person.name, "Jean Morvan");
  assert.equal(person.mentions[1].text, "Morvan vit");
});

test("a date takes its value, goes, and comes back", () => {
  assert.equal(said(["date", at("mardi"), "DATE 2022-05-03"]).dates[0].value, "2022-05-03");
  assert.deepEqual(said(["date", at("mardi"), "none"]).dates, []);
  assert.deepEqual(said(["date", at("mardi"), "none"], ["date", at("mardi"), "open"]).dates, [day]);
});

test("two names become one", () => {
  const gold = said(["mention", at("Brest"), "organisations"], ["pair", "Brest\tPSG", "one"]);
  assert.deepEqual(shown(gold.names), ["people Jean Morvan 2", "organisations Brest 2"]);
});
