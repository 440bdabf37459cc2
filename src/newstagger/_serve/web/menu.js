/* The small menu of a name, a date or a selected stretch: kind, boundaries, value, merging and parting. */
import { $, choice, h, t } from "./base.js";
import { dateForm, known } from "./dating.js";
import {
  addDate,
  addMention,
  KINDS,
  markAt,
  marksOver,
  mayNest,
  mergeVerdicts,
  moveMark,
  nameOf,
  namesOf,
  partVerdicts,
  placeOf,
  plain,
  recast,
  remove,
} from "./gold.js";
import { beside, scrollIntoSight, setUpHandles } from "./handles.js";
import { say } from "./notices.js";
import { changed, judge, session } from "./session.js";
import { crossesParagraphs, moved } from "./stretches.js";
import { markElement, markFrom, rangeOf, showArticle } from "./text.js";

let only = false; // « only here »: a kind for this mention, not for the name

/* --- opening and closing */
export function openMenu(place, focus = true) {
  const one = session();
  if (!one || !one.verdicts) return;
  const before = one.menu;
  if (!before || placeOf(before) !== placeOf(place)) only = false;
  const mark = markAt(one, place);
  const whole = mark && placeOf(mark) === placeOf(place);
  one.menu = {
    field: place.field,
    start: place.start,
    end: place.end,
    selected: Boolean(place.selected) && !whole,
    text: place.text || null,
    dating: null,
    form: {},
    question: null,
  };
  redraw(one, before);
  scrollIntoSight(one.menu);
  if (focus) focusIn();
}
/* The article is left alone while its text is being selected: a finger goes on selecting. The column beside
   it always is: a button that is being pressed there must not be replaced. */
function redraw(one, before) {
  if (![before, one.menu].every((menu) => !menu || menu.selected)) showArticle(one);
  showMenu(one);
}
export function focusIn() {
  const first = $("menu").querySelector("[aria-pressed=true]") || $("menu").querySelector("input, .plain");
  if (first) first.focus();
}
export function closeMenu(refocus = true) {
  const one = session();
  if (!one || !one.menu) return;
  const { menu } = one;
  one.menu = null;
  if (menu.selected) getSelection().removeAllRanges();
  redraw(one, menu);
  if (refocus) {
    const mark = markElement(placeOf(menu));
    (mark || $("article")).focus();
  }
}
/* Keep verdicts, which show at once. The menu closes when they have been kept where they may be refused for
   what was typed, and before that otherwise. */
async function keep(verdicts, place, options = {}) {
  const one = session();
  const kept = judge(verdicts, options);
  if (!options.refused) leave(one, place);
  const done = await kept;
  if (done && options.refused && session() === one) leave(one, place);
  return done;
}
/* Close the menu and go to the mark that it was about, or to the next one. */
function leave(one, place) {
  one.menu = null;
  getSelection().removeAllRanges();
  changed();
  (markElement(placeOf(place)) || markFrom(place) || $("article")).focus({ preventScroll: true });
}

/* --- what can be done; keys and buttons share it */
/* Ask before something is done that an editor may not have meant; null takes the question away. */
function askFirst(place, question, answers) {
  const one = session();
  if (!one.menu || placeOf(one.menu) !== placeOf(place)) openMenu(place, false);
  one.menu = { ...one.menu, question: { text: question, answers } };
  showMenu(one);
  $("menu").querySelector(".question button").focus({ preventScroll: true });
}
function forgetQuestion() {
  const one = session();
  if (!one.menu || !one.menu.question) return;
  one.menu = { ...one.menu, question: null };
  changed();
}
export function moveEdge(place, edge, by) {
  const one = session();
  const mark = one && markAt(one, place);
  const to = mark && moved(one, mark, edge, by);
  return to ? moveTo(mark, to) : null;
}
/* Give a mark other boundaries. It asks before it goes into another paragraph. */
async function moveTo(mark, to, asked = false) {
  const one = session();
  if (to.start === mark.start && to.end === mark.end) return;
  if (!asked && crossesParagraphs(one, to) && !crossesParagraphs(one, mark)) {
    askFirst(mark, t("ask_paragraphs"), [
      ["paragraphs_yes", () => moveTo(mark, to, true)],
      ["paragraphs_no", forgetQuestion],
    ]);
    return;
  }
  const open = Boolean(one.menu);
  if (open) one.menu = { ...one.menu, start: to.start, end: to.end, question: null };
  const kept = judge(moveMark(mark, to));
  const now = markElement(placeOf(to));
  if (now && !open) now.focus({ preventScroll: true });
  say(one.text(to.field, to));
  if ((await kept) || session() !== one || !one.menu) return;
  one.menu = { ...one.menu, start: mark.start, end: mark.end };
  changed();
}
/* Select a word more or less: on a telephone that is easier than with the handles of the selection. */
function extend(menu, edge, by) {
  const one = session();
  const to = moved(one, menu, edge, by);
  one.menu = { ...one.menu, ...to, text: one.text(to.field, to) };
  const range = rangeOf(to);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  showMenu(one);
}
/* Give a mark another kind, or make a mark of a selected stretch. */
export function setKind(place, kind) {
  const one = session();
  const mark = markAt(one, place);
  const whole = mark && placeOf(mark) === placeOf(place);
  if (!place.selected && whole && mark.label) {
    const name = nameOf(one, mark);
    if (only && name.mentions.length > 1) {
      return keep(kind === "none" ? remove(mark) : addMention(mark, kind), mark);
    }
    return keep(recast(name, kind), mark);
  }
  return kind === "none" ? null : addName(one, place, kind);
}
function addName(one, place, kind, asked = false) {
  if (!asked && crossesParagraphs(one, place)) {
    askFirst(place, t("ask_paragraphs"), [
      ["paragraphs_yes", () => addName(one, place, kind, true)],
      ["paragraphs_no", () => closeMenu()],
    ]);
    return null;
  }
  const over = marksOver(one, place).filter((mark) => placeOf(mark) !== placeOf(place));
  const dates = marksOver(one, place).filter((mark) => !mark.label);
  const added = [...dates.flatMap(remove), ...addMention(place, kind)];
  const nested = over.filter((mark) => mayNest(place, kind, mark));
  if (!nested.length) return keep(added, place);
  /* What lies inside is said again: a name that is added takes the place of all that it covers. */
  const inside = kind === "organisations" ? nested.flatMap((mark) => addMention(mark, mark.label)) : [];
  const outside = kind === "organisations" ? [] : nested.flatMap(remove);
  askFirst(place, t("ask_nested", nested[0].text), [
    ["nested_both", () => keep([...added, ...inside], place)],
    ["nested_replace", () => keep([...outside, ...added], place)],
  ]);
  return null;
}
export function refuse(place) {
  const mark = markAt(session(), place);
  return mark ? keep(remove(mark), mark) : null;
}

/* --- the menu itself */
const button = (name, label, onclick, more = {}) =>
  h("button", { type: "button", class: "plain", "data-focus": `menu ${name}`, onclick, ...more }, label);
function kindButtons(menu, mark) {
  return h(
    "div",
    { class: "choices", role: "group", "aria-label": t("kind") },
    ...KINDS.map((kind, n) =>
      button(kind, t(`one_${kind}`), () => setKind(menu, kind), {
        class: `plain kind ${kind}`,
        "aria-pressed": mark && mark.label ? String(mark.label === kind) : null,
        "aria-keyshortcuts": String(n + 1),
      }),
    ),
    menu.selected || (mark && mark.label)
      ? button("date", t("one_dates"), () => startDate(menu), {
          class: "plain kind dates",
          "aria-keyshortcuts": "4",
        })
      : null,
    mark && mark.label
      ? button("none", t("no_name"), () => setKind(menu, "none"), { "aria-keyshortcuts": "Delete" })
      : null,
  );
}
function edges(menu, mark, move = moveEdge) {
  const arrow = (edge, by, sign) =>
    button(`${edge} ${by}`, sign, () => move(menu, edge, by), {
      class: "plain arrow",
      "aria-label": t(`${edge}_${by < 0 ? "earlier" : "later"}`),
      title: t(`${edge}_${by < 0 ? "earlier" : "later"}`),
      disabled: !moved(session(), mark, edge, by),
    });
  return h(
    "div",
    { class: "edges", role: "group", "aria-label": t("boundaries") },
    h("span", { "aria-hidden": "true" }, t("edge_start")),
    arrow("start", -1, "←"),
    arrow("start", 1, "→"),
    h("span", { "aria-hidden": "true" }, t("edge_end")),
    arrow("end", -1, "←"),
    arrow("end", 1, "→"),
  );
}
function joining(one, mark) {
  const name = nameOf(one, mark);
  const others = namesOf(one).filter((other) => other.kind === name.kind && other.name !== name.name);
  const forms = [...new Set([name.name, ...name.mentions.map((m) => m.text)].map(plain))];
  const pick = (key, options, verdicts) =>
    options.length
      ? h(
          "div",
          { class: "field" },
          h("label", { for: `menu-${key}` }, t(key)),
          choice(
            { id: `menu-${key}`, "data-focus": `menu ${key}` },
            [["", t("choose_name")], ...options.map((option) => [option, option])],
            "",
            (value) => value && keep(verdicts(value), mark),
          ),
        )
      : null;
  const own = name.mentions.some((m) => plain(m.text) !== plain(mark.text))
    ? forms.filter((form) => form !== plain(mark.text))
    : [];
  return [
    pick(
      "merge",
      others.map((other) => other.name),
      (other) => mergeVerdicts(name.name, other),
    ),
    pick("part", own, (other) => partVerdicts(mark.text, other)),
  ];
}
function nameMenu(one, menu, mark) {
  const many = nameOf(one, mark).mentions.length;
  const here = h(
    "label",
    { class: "check" },
    h("input", {
      type: "checkbox",
      checked: only,
      "data-focus": "menu only",
      onchange: (event) => {
        only = event.target.checked;
      },
    }),
    ` ${t("only_here", many)}`,
  );
  return [kindButtons(menu, mark), many > 1 ? here : null, edges(menu, mark), ...joining(one, mark)];
}
/* What a date is worth, as its form says it; a name at that place goes. */
async function setDate(one, place, words) {
  const names = marksOver(one, place).filter((mark) => mark.label && placeOf(mark) === placeOf(place));
  const refused = (error) => {
    if (error.status !== 422 || !one.menu) return false;
    one.menu.form = { ...one.menu.form, typed: words, wrong: words };
    return true;
  };
  if (await keep([...names.flatMap(remove), ...addDate(place, words)], place, { refused })) return;
  if (session() !== one || !one.menu || !one.menu.form.wrong) return;
  showMenu(one);
  $("date-words").focus();
  scrollIntoSight(place);
}
const formOf = (one, place, date) => dateForm(one, date, place.form, (words) => setDate(one, place, words));
function dateMenu(one, menu, date) {
  return [
    formOf(one, menu, date),
    button("delete", t("date_delete"), () => refuse(menu)),
    edges(menu, date),
    h("details", { class: "more" }, h("summary", {}, t("is_a_name")), kindButtons(menu, date)),
  ];
}
/* A stretch becomes a date: the service is asked what its words are worth. */
export async function startDate(menu) {
  const one = session();
  const text = menu.text || one.text(menu.field, menu);
  const [found] = await known(one, text).catch(() => []);
  if (session() !== one || !one.menu) return;
  one.menu = {
    ...one.menu,
    dating: { type: found ? found.type : "DATE", value: found ? found.value : null },
  };
  changed();
  $("date-words").focus();
}
function questionPart({ text, answers }) {
  return h(
    "div",
    { class: "question", role: "group", "aria-label": text },
    h("p", {}, text),
    h("div", { class: "choices" }, ...answers.map(([key, act]) => button(key, t(key), act))),
  );
}
/* What the menu offers for what it is about. */
function bodyOf(one, menu, mark) {
  if (menu.question) return [questionPart(menu.question)];
  if (menu.dating) return [formOf(one, menu, menu.dating)];
  if (menu.selected) return [kindButtons(menu, null), edges(menu, menu, extend)];
  return mark.label ? nameMenu(one, menu, mark) : dateMenu(one, menu, mark);
}
export function showMenu(one) {
  const focused =
    document.activeElement && $("menu").contains(document.activeElement)
      ? document.activeElement.dataset.focus
      : null;
  const { menu } = one;
  const mark = menu && !menu.selected ? markAt(one, menu) : null;
  if (menu && !menu.selected && !mark) one.menu = null;
  $("menu").hidden = !one.menu;
  $("handles").hidden = !mark;
  if (!one.menu) {
    $("menu").replaceChildren();
    return;
  }
  const text = menu.text || one.text(menu.field, menu);
  const isDate = mark && !mark.label;
  const title = mark && mark.label && mark.name !== mark.text ? `${mark.text} (${mark.name})` : text;
  $("menu").setAttribute(
    "aria-label",
    t(menu.selected ? "menu_add" : isDate ? "menu_date" : "menu_name", text),
  );
  $("menu").replaceChildren(
    h(
      "div",
      { class: "head" },
      h("b", {}, title.length > 70 ? `${title.slice(0, 69)}…` : title),
      h(
        "button",
        {
          type: "button",
          class: "close",
          "aria-label": t("help_close"),
          "data-focus": "menu close",
          onclick: () => closeMenu(),
        },
        "✕",
      ),
    ),
    ...bodyOf(one, menu, mark).filter(Boolean),
  );
  beside(menu);
  if (focused) {
    const again =
      $("menu").querySelector(`[data-focus="${CSS.escape(focused)}"]:not(:disabled)`) ||
      $("menu").querySelector("button");
    if (again) again.focus({ preventScroll: true });
  }
}

export function setUpMenu() {
  setUpHandles(moveTo);
  $("menu").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      closeMenu();
    }
  });
  /* Before the click is answered, and not when the button goes down: what is being clicked stays where it is.
   */
  document.addEventListener(
    "click",
    (event) => {
      const one = session();
      if (one && one.menu && !event.target.closest("#menu, #handles, #article")) closeMenu(false);
    },
    true,
  );
  addEventListener("resize", () => {
    const one = session();
    if (one && one.menu) beside(one.menu);
  });
}
