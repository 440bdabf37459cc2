/* Keys: of the article and of the lists, and the help that names them. */
import { $, h, t } from "../base.js";
import { skipRow, stepRow, toggleRow, turnPage } from "./lists.js";
import { startSelecting, stepMark } from "../select.js";
import { explain, session, undo } from "../session.js";
import { shownTopics, verdictOn } from "../topics.js";

const rowOfFocus = () => document.activeElement?.closest?.("li[data-label]") || null;
function topicAt() {
  const row = rowOfFocus();
  if (row) return row.dataset.label;
  const one = session();
  return one && one.ready && shownTopics(one).length ? shownTopics(one)[0].label : null;
}
function move(by) {
  const chips = [...document.querySelectorAll("#side .chip")];
  const row = rowOfFocus();
  const at = row ? chips.findIndex((chip) => row.contains(chip)) : by > 0 ? -1 : 0;
  const chip = chips[Math.min(chips.length - 1, Math.max(0, at + by))];
  if (chip) chip.focus();
}
const judged = (verdict) => topicAt() && session().verdicts && verdictOn(topicAt(), verdict);

/* Keys that work whether or not an article is open, and those that must not repeat while pressed. */
const ALWAYS = new Set(["?", "n", "p", "u", "/", "l"]);
const ONCE = new Set(["r", "s", "o", "x", "u", "n"]);

const articleKeys = (actions) => ({
  j: () => move(1),
  k: () => move(-1),
  n: () => actions.next && actions.next(),
  p: () => actions.previous(),
  o: () => judged("right"),
  x: () => judged("wrong"),
  e: () => topicAt() && explain(session().chosen === topicAt() ? null : topicAt()),
  r: () => session().verdicts && actions.read(),
  s: () => session().verdicts && actions.skip(),
  u: () => undo(),
  m: () => stepMark(1),
  M: () => stepMark(-1),
  a: () => startSelecting(),
  l: () => actions.list && actions.list(),
  "/": () => actions.search && actions.search(),
  "?": () => help(),
  Escape: () => {
    if (session() && session().chosen) explain(null);
  },
});
const listKeys = (actions) => ({
  j: () => stepRow(1),
  k: () => stepRow(-1),
  n: () => turnPage(1),
  p: () => turnPage(-1),
  x: () => toggleRow(),
  s: () => skipRow(actions.list),
  u: () => undo(),
  "/": () => actions.search(),
  "?": () => help(),
});
export function setUpKeys(actions) {
  const ofArticle = articleKeys(actions);
  const ofList = listKeys(actions);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, #menu")) return;
    const inList = !$("view-review").hidden;
    const act = (inList ? ofList : ofArticle)[event.key];
    if (!act || (event.repeat && ONCE.has(event.key))) return;
    if (!inList && !ALWAYS.has(event.key) && !(session() && session().ready)) return;
    event.preventDefault();
    act();
  });
  $("filter-q").addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "Escape") stepRow(1);
  });
}
export function help() {
  const keys = (names) =>
    names.split(" · ").flatMap((key, i) => (i ? [" ", h("kbd", {}, key)] : [h("kbd", {}, key)]));
  const rows = t($("view-review").hidden ? "help" : "help_list");
  $("help-list").replaceChildren(
    ...rows.map(([names, what]) => h("tr", {}, h("td", {}, ...keys(names)), h("td", {}, what))),
  );
  $("help").showModal();
}
