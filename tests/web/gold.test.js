/* What holds of names and dates, and what a change asks the service to keep. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  datesOf,
  markAt,
  mayNest,
  mergeVerdicts,
  moveMark,
  nameOf,
  namesOf,
  plain,
  recast,
  refusedNamesOf,
  remove,
} from "../../src/newstagger/_serve/web/gold.js";

const mention = (start, end, text) => ({ field: "text", start, end, text });
const school = {
  name: "Université de Nantes",
  country: null,
  aliases: [],
  mentions: [mention(2, 22, "Université de Nantes")],
};
const town = {
  name: "Nantes",
  country: "FR",
  aliases: [],
  mentions: [mention(16, 22, "Nantes"), mention(40, 46, "Nantes")],
};
const day = { ...mention(30, 35, "mardi"), type: "DATE", value: "2022-05-10" };
const tags = { people: [], organisations: [school], places: [], dates: [day] };
const untouched = { tags, verdicts: null };
const judged = {
  tags,
  verdicts: {
    gold: {
      names: [
        { kind: "organisations", ...school },
        { kind: "places", ...town },
      ],
      refused_names: [{ kind: "people", name: "Loire", aliases: [], mentions: [mention(50, 55, "Loire")] }],
      dates: [],
    },
  },
};

test("where nothing was judged, what the model gave holds", () => {
  assert.deepEqual(
    namesOf(untouched).map(({ kind, name }) => [kind, name]),
    [["organisations", "Université de Nantes"]],
  );
  assert.deepEqual(refusedNamesOf(untouched), []);
  assert.deepEqual(datesOf(untouched), [day]);
});

test("what the service says takes its place", () => {
  assert.deepEqual(
    namesOf(judged).map(({ name }) => name),
    ["Université de Nantes", "Nantes"],
  );
  assert.deepEqual(datesOf(judged), []);
  assert.equal(nameOf(judged, mention(40, 46)).country, "FR");
});

test("a place that is marked exactly wins, then the longest mark over it", () => {
  assert.equal(markAt(judged, mention(16, 22)).name, "Nantes");
  assert.equal(markAt(judged, mention(16, 20)).name, "Université de Nantes");
  assert.equal(markAt(judged, mention(23, 25)), null);
});

test("a place or person lies in an organisation, and nothing else in anything", () => {
  const outer = { ...mention(2, 22), label: "organisations" };
  const inner = { ...mention(16, 22), label: "places" };
  assert.equal(mayNest(inner, "places", outer), true);
  assert.equal(mayNest(outer, "organisations", inner), true);
  assert.equal(mayNest(inner, "organisations", outer), false);
  assert.equal(mayNest(inner, "people", { ...outer, label: "places" }), false);
  assert.equal(mayNest(mention(2, 22), "places", outer), false);
  assert.equal(mayNest(mention(10, 25), "places", outer), false);
});

test("the page asks for what the editor wants, and for nothing else", () => {
  assert.deepEqual(moveMark(day, mention(28, 35)), [
    { what: "move", subject: "text:30:35", verdict: "text:28:35" },
  ]);
  assert.deepEqual(remove(day), [{ what: "date", subject: "text:30:35", verdict: "none" }]);
  assert.deepEqual(remove({ ...day, label: "people" })[0].what, "mention");
  assert.deepEqual(recast({ kind: "places", name: "Nantes" }, "people"), [
    { what: "entity", subject: "places\tNantes", verdict: "people" },
  ]);
  assert.deepEqual(mergeVerdicts("PSG", "L’ OM")[0].subject, "L' OM\tPSG");
  assert.equal(plain("L’Île  d’Yeu "), "L'Île d'Yeu");
});
