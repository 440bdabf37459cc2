/* What the page says: the same in both languages, and in French typography. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { app, t, WORDS } from "../../src/newstagger/_serve/web/base.js";

test("both languages have the same words, each with the same parts", () => {
  assert.deepEqual(Object.keys(WORDS.en).sort(), Object.keys(WORDS.fr).sort());
  for (const [key, french] of Object.entries(WORDS.fr)) {
    const english = WORDS.en[key];
    assert.equal(typeof english, typeof french, key);
    assert.equal(Array.isArray(english), Array.isArray(french), key);
    assert.equal(english.length === french.length || typeof french === "string", true, key);
  }
});

test("French sentences have French spaces, and no straight quotes", () => {
  app.language = "fr";
  assert.equal(t("why_of").at(-2), "\u202f");
  assert.equal(t("menu_add", "PSG"), "Ajouter «\u00a0PSG\u00a0»");
  assert.equal(t("unit_Y", 25), "25\u00a0ans");
  for (const [key, word] of Object.entries(WORDS.fr)) {
    const text = typeof word === "function" ? String(word) : JSON.stringify(word).replace(/^"|"$/g, "");
    if (typeof word === "string") assert.doesNotMatch(text, /[a-zé]'[a-zé]|"/i, key);
  }
});

test("English sentences have English quotes", () => {
  for (const [key, word] of Object.entries(WORDS.en)) assert.doesNotMatch(String(word), /[«»]/, key);
});
