/* Names in the text by mouse and by keys: marks are gone through, stretches selected, boundaries moved. */
import { $, t } from "./base.js";
import { placeOf, spotOf } from "./gold.js";
import { closeMenu, focusIn, moveEdge, openMenu, refuse, setKind, startDate } from "./menu.js";
import { say } from "./notices.js";
import { session } from "./session.js";
import { toWords, wordsOf } from "./stretches.js";
import { caretAt, marks, rangeOf, setStop, stretchOf } from "./text.js";

const KIND_KEYS = { 1: "people", 2: "organisations", 3: "places" };
let down = false; // a pointer is pressed: the selection is not finished
let finger = false; // it is a finger, whose selection is left as it is
/* The article gets a class, since the selection takes the place of the outline around what has the focus. */
const setCursor = (to) => {
  cursor = to;
  $("article").classList.toggle("selecting", Boolean(to));
};
let cursor = null; // words being selected by keys: field, and the words that it began at and goes to

const placeOfMark = (mark) => spotOf(mark.dataset.place);
const inArticle = () => {
  const selection = getSelection();
  return selection.rangeCount &&
    !selection.isCollapsed &&
    $("article").contains(selection.getRangeAt(0).commonAncestorContainer)
    ? selection.getRangeAt(0)
    : null;
};

/* --- by mouse and finger */
function selected() {
  const one = session();
  const range = inArticle();
  if (down || !one || !one.verdicts || !range) return;
  const stretch = stretchOf(range);
  const place = stretch && toWords(one, stretch);
  if (!place || (one.menu && one.menu.selected && placeOf(one.menu) === placeOf(place))) return;
  openMenu({ ...place, selected: true }, false);
  if (!one.menu.selected || finger) return; // a whole mark was selected
  const again = rangeOf(place); // whole words
  if (again) {
    getSelection().removeAllRanges();
    getSelection().addRange(again);
  }
}
function clicked(event) {
  const mark = event.target.closest("mark[data-place]");
  const one = session();
  if (!one || !one.verdicts) return;
  if (mark && !inArticle()) {
    openMenu(placeOfMark(mark), event.detail === 0);
    return;
  }
  if (one.menu && !inArticle()) closeMenu(false);
}

/* --- marks, by keys */
export function stepMark(by) {
  const all = marks();
  if (!all.length) return;
  const now = all.indexOf(document.activeElement);
  const stop = all.findIndex((mark) => mark.tabIndex === 0);
  const to = now < 0 ? all[Math.max(0, stop)] : all[Math.min(all.length - 1, Math.max(0, now + by))];
  setStop(session(), to);
  to.focus();
  to.scrollIntoView({ block: "nearest" });
}
function onMark(event, mark) {
  const place = placeOfMark(mark);
  const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
  if (by && event.shiftKey) moveEdge(place, event.ctrlKey || event.altKey ? "start" : "end", by);
  else if (event.ctrlKey || event.altKey || event.metaKey) return false;
  else if (by) stepMark(by);
  else if (event.key === "Enter" || event.key === " ") openMenu(place);
  else if (KIND_KEYS[event.key]) setKind(place, KIND_KEYS[event.key]);
  else if (event.key === "Delete" || event.key === "Backspace") refuse(place);
  else return false;
  return true;
}

/* --- a missed name, by keys: arrows choose a word, with Shift they take in more */
export function startSelecting() {
  const one = session();
  const mark =
    document.activeElement && document.activeElement.closest
      ? document.activeElement.closest("mark[data-place]")
      : null;
  if (!one || !one.verdicts) return;
  const all = words(one);
  const after = mark ? placeOfMark(mark) : null;
  const at = after
    ? all.findIndex((word) => word.field === after.field && word.start >= after.end)
    : all.findIndex((word) => word.field === "text");
  if (!all.length) return;
  setCursor({ from: Math.max(0, at), to: Math.max(0, at) });
  $("article").focus({ preventScroll: true });
  showCursor(one);
  say(t("selecting"));
}
const words = (one) => [...wordsOf(one, "title"), ...wordsOf(one, "text")];
function cursorPlace(one) {
  const all = words(one);
  const [first, last] = [Math.min(cursor.from, cursor.to), Math.max(cursor.from, cursor.to)];
  return { field: all[first].field, start: all[first].start, end: all[last].end };
}
function showCursor(one) {
  const place = cursorPlace(one);
  const range = rangeOf(place);
  if (!range) return;
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const box = range.getBoundingClientRect();
  if (box.top < 80 || box.bottom > innerHeight - 120) scrollBy({ top: box.top - innerHeight / 3 });
  say(one.text(place.field, place));
}
/* The word above or below: on the nearest other line, the nearest to the left edge of this one. */
function lineStep(one, by) {
  const all = words(one);
  const here = rangeOf(all[cursor.to]).getBoundingClientRect();
  let best = null;
  for (let n = cursor.to + by; n >= 0 && n < all.length; n += by) {
    const box = rangeOf(all[n]).getBoundingClientRect();
    const apart = by * (box.top - here.top);
    if (apart < here.height / 2) continue;
    if (best && Math.abs(box.top - best.top) > here.height / 2) break;
    if (!best || Math.abs(box.left - here.left) < Math.abs(best.left - here.left)) {
      best = { n, top: box.top, left: box.left };
    }
  }
  return best ? best.n : cursor.to;
}
function onCursor(event) {
  const one = session();
  const all = words(one);
  const steps = {
    ArrowLeft: () => cursor.to - 1,
    ArrowRight: () => cursor.to + 1,
    ArrowUp: () => lineStep(one, -1),
    ArrowDown: () => lineStep(one, 1),
    Home: () => 0,
    End: () => all.length - 1,
  };
  if (event.key === "Escape") {
    stopSelecting();
    closeMenu(false);
    return true;
  }
  if (steps[event.key] && !event.ctrlKey && !event.altKey) {
    const to = Math.min(all.length - 1, Math.max(0, steps[event.key]()));
    if (event.shiftKey && all[to].field !== all[cursor.from].field) return true;
    setCursor({ from: event.shiftKey ? cursor.from : to, to });
    if (one.menu) closeMenu(false);
    showCursor(one);
    return true;
  }
  const place = { ...cursorPlace(one), selected: true };
  if (event.key === "Enter") {
    setCursor(null);
    openMenu(place);
    return true;
  }
  if (KIND_KEYS[event.key]) {
    setCursor(null);
    setKind(place, KIND_KEYS[event.key]);
    return true;
  }
  if (event.key === "4") {
    setCursor(null);
    openMenu(place);
    startDate(session().menu);
    return true;
  }
  return false;
}
function stopSelecting() {
  setCursor(null);
  getSelection().removeAllRanges();
  say("");
}

function keys(event) {
  const one = session();
  if (!one || !one.verdicts || $("help").open) return;
  const target = event.target.closest ? event.target : document.body;
  if (cursor && ($("article").contains(target) || target === document.body)) {
    if (onCursor(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
    return;
  }
  const mark = target.closest("#article mark[role=button]");
  if (mark && onMark(event, mark)) {
    event.preventDefault();
    event.stopPropagation();
  } else if (event.key === "Escape" && one.menu && !target.closest("#menu")) {
    event.stopPropagation();
    closeMenu();
  } else if (
    event.key === "Enter" &&
    one.menu &&
    one.menu.selected &&
    inArticle() &&
    !target.closest("button, a, input, select, textarea")
  ) {
    event.preventDefault();
    focusIn();
  }
}
/* Chromium selects nothing with a mouse that was pressed on the first letter of a mark: it is done by hand.
 */
function selectFromMark(article) {
  let from = null;
  article.addEventListener("pointerdown", (event) => {
    const mark = event.pointerType === "mouse" && event.target.closest("mark[role=button]");
    const caret = mark ? caretAt(event.clientX, event.clientY) : null;
    from = caret && caret.offset === 0 ? caret : null;
  });
  article.addEventListener("pointermove", (event) => {
    if (!from || !(event.buttons & 1)) return;
    const to = caretAt(event.clientX, event.clientY);
    if (to) getSelection().setBaseAndExtent(from.node, from.offset, to.node, to.offset);
  });
  article.addEventListener("dragstart", (event) => {
    if (from) event.preventDefault();
  });
}
/* Tab leads to the mark that has the focus. */
function stopAt(element) {
  const mark = element.closest("#article mark[role=button]");
  if (mark && mark.tabIndex !== 0) setStop(session(), mark);
}
export function setUpSelecting() {
  const article = $("article");
  let wait = 0;
  selectFromMark(article);
  document.addEventListener("pointerdown", (event) => {
    down = Boolean(event.target.closest && event.target.closest("#article, #handles"));
    finger = event.pointerType === "touch";
    if (down && cursor) setCursor(null);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => {
      if (down) {
        down = false;
        setTimeout(selected);
      }
    });
  }
  document.addEventListener("selectionchange", () => {
    clearTimeout(wait);
    if (!cursor) wait = setTimeout(selected, 250);
  });
  article.addEventListener("click", clicked);
  document.addEventListener("focusin", (event) => {
    if (cursor && !article.contains(event.target)) setCursor(null);
  });
  article.addEventListener("focusin", (event) => {
    stopAt(event.target);
  });
  document.addEventListener("keydown", keys, true);
}
