/* Where the menu is placed, and the handles at the boundaries of the mark that it is about. */
import { $ } from "./base.js";
import { markAt } from "./gold.js";
import { changed, session } from "./session.js";
import { moved } from "./stretches.js";
import { pointAt, rangeOf } from "./text.js";

const NARROW = matchMedia("(max-width: 56rem)");

export function beside(place) {
  const range = rangeOf(place);
  if (!range) return;
  const home = $("result").getBoundingClientRect();
  const rects = [...range.getClientRects()].filter((rect) => rect.width);
  const last = rects.at(-1);
  const first = rects[0];
  if (!last) return;
  const box = $("menu");
  const room = $("article").getBoundingClientRect().right - home.left;
  box.style.top = `${last.bottom - home.top + 10}px`;
  box.style.left = NARROW.matches
    ? ""
    : `${Math.max(0, Math.min(first.left - home.left, room - box.offsetWidth))}px`;
  const put = (handle, x, rect) => {
    handle.style.left = `${x - home.left}px`;
    handle.style.top = `${rect.top - home.top}px`;
    handle.style.height = `${rect.height}px`;
  };
  put($("handle-start"), first.left - 2, first);
  put($("handle-end"), last.right + 2, last);
}
/* The mark above the menu, and the menu, are in sight; only where the menu opens, never while somebody
   scrolls. */
export function scrollIntoSight(place) {
  const range = rangeOf(place);
  const box = $("menu").getBoundingClientRect();
  if (!range) return;
  const line = [...range.getClientRects()].at(-1);
  const hidden = NARROW.matches
    ? line.bottom - box.top + 24
    : Math.min(box.bottom - innerHeight + 8, line.top - 60);
  if (hidden > 0) scrollBy({ top: hidden, behavior: "instant" });
}
function drag(handle, edge, moveTo) {
  let mark = null;
  let to = null;
  handle.addEventListener("pointerdown", (event) => {
    const one = session();
    mark = one && one.menu ? markAt(one, one.menu) : null;
    if (!mark) return;
    to = { field: mark.field, start: mark.start, end: mark.end };
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!mark) return;
    const at = pointAt(event.clientX, event.clientY);
    if (!at || at.field !== mark.field) return;
    const one = session();
    const near = nearest(one, mark, edge, at.at);
    if (near === null || near === to[edge]) return;
    to = { ...to, [edge]: near };
    preview(to);
    beside(to);
  });
  handle.addEventListener("pointerup", () => {
    const from = mark;
    mark = null;
    preview(null);
    if (from) moveTo(from, to);
  });
  handle.addEventListener("pointercancel", () => {
    mark = null;
    preview(null);
    changed();
  });
}
/* The boundary of a word that is nearest to a character, and leaves something between both ends. */
function nearest(one, mark, edge, at) {
  let place = { field: mark.field, start: mark.start, end: mark.end };
  for (;;) {
    const by = at < place[edge] ? -1 : 1;
    const next = moved(one, place, edge, by);
    if (!next || Math.abs(next[edge] - at) >= Math.abs(place[edge] - at)) return place[edge];
    place = next;
  }
}
/* While a handle is dragged the stretch that it would take is selected. */
function preview(place) {
  const selection = getSelection();
  const range = place && rangeOf(place);
  selection.removeAllRanges();
  if (range) selection.addRange(range);
}
/* Let both boundaries be dragged; `moveTo` keeps the mark with its new boundaries. */
export function setUpHandles(moveTo) {
  drag($("handle-start"), "start", moveTo);
  drag($("handle-end"), "end", moveTo);
}
