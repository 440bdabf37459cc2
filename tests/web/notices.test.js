/* What the service and the readers say in English, in the page's own words. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { app } from "../../src/newstagger/_serve/web/base.js";
import { warningInWords } from "../../src/newstagger/_serve/web/notices.js";

const WARNINGS = [
  "the text does not look French (Spanish); tags may be unreliable",
  "no publication time: relative dates have no value (give one in `published`)",
  "« 31 avril »: there is no such day; kept without a value",
  "HTML in the text was removed; offsets refer to the text without it",
  "Markdown signs in the text were removed; offsets refer to the text without them",
  "the text is the source of a web page; it was read as HTML",
  "the text is a table; it was read as one, with one article per row",
  "not UTF-8; decoded as cp1252",
  "not UTF-8 throughout; decoded as UTF-8 and windows-1252",
  "double-encoded UTF-8 (once read as Windows-1252) was repaired",
  "3 characters are not valid utf-8 and became U+FFFD; check `encoding`",
  "bytes that are not valid in the declared encoding were read as Windows-1252",
  "lone surrogates were replaced by U+FFFD",
  'an earlier article has the same id, "a1"',
  "the mail is damaged (no boundary); what was there was read",
  "published: '31/31' is not a date; ignored",
  "the text is empty",
  "unknown fields: sujet, auteurs; known are author, id",
];

test("the warnings listed above are in the language of the page", () => {
  for (const language of ["fr", "en"]) {
    app.language = language;
    for (const warning of WARNINGS) {
      const { words, key } = warningInWords(warning);
      assert.ok(key, warning);
      assert.notEqual(words, warning);
    }
  }
});

test("a warning keeps what it names", () => {
  app.language = "fr";
  assert.match(warningInWords("not UTF-8; decoded as cp1252").words, /lu comme du cp1252/);
  assert.equal(warningInWords("something new").words, "something new");
});
