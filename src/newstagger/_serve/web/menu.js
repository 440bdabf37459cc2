/* The small menu of a name, a date or a selected stretch: kind, boundaries, value, merging and parting. */
import { $, choice, h, t } from "./base.js";
import {
  addDate,
  addMention,
  deleteDate,
  entitiesOf,
  entityOf,
  KINDS,
  kindVerdicts,
  markAt,
  mergeVerdicts,
  moved,
  moveMark,
  partVerdicts,
  placeOf,
  plain,
  refuseMention,
  typeOf,
} from "./gold.js";
import { beside, scrollIntoSight, setUpHandles } from "./handles.js";
import { say } from "./notices.js";
import { post } from "./service.js";
import { changed, judge, session } from "./session.js";
import { markElement, markFrom, showArticle } from "./text.js";

const TYPES = ["DATE", "TIME", "DURATION", "SET"];
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
/* Keep verdicts, close the menu and go to the mark that they were about, or to the next one: at once, but
   where the service may refuse what was typed. */
async function keep(verdicts, place, options = {}) {
  const one = session();
  const leave = () => {
    one.menu = null;
    getSelection().removeAllRanges();
    changed();
    (markElement(placeOf(place)) || markFrom(place) || $("article")).focus({ preventScroll: true });
  };
  const keeping = judge(verdicts, options);
  if (!options.refused) leave();
  const kept = await keeping;
  if (options.refused && kept && session() === one) leave();
  return kept && session() === one;
}

/* --- what can be done; keys and buttons share it. Boundaries follow one another: each begins where the last
   one ended. */
let queue = Promise.resolve();
export function moveEdge(place, edge, by) {
  queue = queue
    .catch(() => {})
    .then(async () => {
      const one = session();
      const mark = one && markAt(one, place);
      const to = mark && moved(one, mark, edge, by);
      if (to) await moveTo(mark, to);
    });
  return queue;
}
async function moveTo(mark, to) {
  const one = session();
  const open = Boolean(one.menu);
  if (to.start === mark.start && to.end === mark.end) return;
  if (open) one.menu = { ...one.menu, start: to.start, end: to.end };
  const done = await judge(moveMark(one, mark, to.start, to.end));
  if (!done && one.menu) one.menu = { ...one.menu, start: mark.start, end: mark.end };
  if (session() === one) {
    changed();
    const now = markElement(placeOf(to));
    if (now && !open) now.focus({ preventScroll: true });
    if (done) say(`${t("kept")} ${one.text(to.field, to)}`);
  }
}
export function setKind(place, kind) {
  const one = session();
  const mark = markAt(one, place);
  if (place.selected || !mark || !mark.label) {
    const drop = mark && !mark.label ? deleteDate(one, mark) : [];
    return kind === "none" ? null : keep([...drop, ...addMention(one, place, kind)], place);
  }
  const entity = entityOf(one, mark);
  const alone = only && entity.mentions.length > 1;
  return keep(
    alone
      ? kind === "none"
        ? refuseMention(one, mark)
        : addMention(one, mark, kind)
      : kindVerdicts(one, entity, kind),
    mark,
  );
}
export function refuse(place) {
  const one = session();
  const mark = markAt(one, place);
  if (!mark) return null;
  return keep(mark.label ? refuseMention(one, mark) : deleteDate(one, mark), mark);
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
function edges(menu, mark) {
  const arrow = (edge, by, sign) =>
    button(`${edge} ${by}`, sign, () => moveEdge(menu, edge, by), {
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
  const entity = entityOf(one, mark);
  const others = entitiesOf(one).filter((other) => other.kind === entity.kind && other.name !== entity.name);
  const forms = [...new Set([entity.name, ...entity.mentions.map((m) => m.text)].map(plain))].filter(
    (form) => form !== plain(mark.text),
  );
  const pick = (name, options, verdicts) =>
    options.length
      ? h(
          "div",
          { class: "field" },
          h("label", { for: `menu-${name}` }, t(name)),
          choice(
            { id: `menu-${name}`, "data-focus": `menu ${name}` },
            [["", t("choose_name")], ...options.map((option) => [option, option])],
            "",
            (value) => value && keep(verdicts(value), mark),
          ),
        )
      : null;
  const own = entity.mentions.some((m) => plain(m.text) !== plain(mark.text)) ? forms : [];
  return [
    pick(
      "merge",
      others.map((other) => other.name),
      (other) => mergeVerdicts(entity.name, other),
    ),
    pick("part", own, (other) => partVerdicts(mark.text, other)),
  ];
}
function nameMenu(one, menu, mark) {
  const entity = entityOf(one, mark);
  const many = entity.mentions.length;
  const here =
    many > 1
      ? h(
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
        )
      : null;
  return [kindButtons(menu, mark), here, edges(menu, mark), ...joining(one, mark)];
}
/* The value of a date: typed, checked by the service before it is kept. */
function dateForm(one, place, date) {
  const wrong = h("p", { class: "wrong-value", id: "date-wrong", role: "alert" });
  const value = h("input", {
    id: "date-value",
    value: date.value || "",
    maxlength: 60,
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    "aria-describedby": "date-forms date-wrong",
    "data-focus": "menu value",
    oninput: () => {
      if (value.value.trim()) type.value = typeOf(value.value.trim(), type.value);
      value.removeAttribute("aria-invalid");
      wrong.textContent = "";
    },
  });
  const type = h(
    "select",
    { id: "date-type", "data-focus": "menu type" },
    ...TYPES.map((kind) => h("option", { value: kind, selected: kind === date.type }, t(`type_${kind}`))),
  );
  const send = async () => {
    const text = value.value.trim();
    const name = markAt(one, place);
    const refused = (error) => {
      if (error.status !== 422) return false;
      wrong.textContent = t("value_wrong", text, t(`type_${type.value}`));
      value.setAttribute("aria-invalid", "true");
      value.focus();
      scrollIntoSight(place);
      return true;
    };
    await keep(
      [...(name && name.label ? refuseMention(one, name) : []), ...addDate(one, place, type.value, text)],
      place,
      { refused },
    );
  };
  return h(
    "form",
    {
      class: "value",
      onsubmit: (event) => {
        event.preventDefault();
        send();
      },
    },
    h("div", { class: "field" }, h("label", { for: "date-value" }, t("date_value")), value),
    h("div", { class: "field" }, h("label", { for: "date-type" }, t("date_type")), type),
    h("button", { class: "main", "data-focus": "menu save" }, t("save")),
    h("p", { class: "hint", id: "date-forms" }, t("date_forms")),
    wrong,
  );
}
function dateMenu(one, menu, date) {
  return [
    dateForm(one, date, date),
    button("delete", t("date_delete"), () => refuse(menu)),
    edges(menu, date),
    h("details", { class: "more" }, h("summary", {}, t("is_a_name")), kindButtons(menu, date)),
  ];
}
/* A stretch becomes a date: the model is asked what it would be worth. */
export async function startDate(menu) {
  const one = session();
  const text = menu.text || one.text(menu.field, menu);
  menu.dating = { type: "DATE", value: "" };
  try {
    const [tags] = await post("tag", [{ text, published: one.tags.published }]);
    const found = (tags.dates || [])[0];
    if (found && found.value) menu.dating = { type: found.type, value: found.value };
  } catch {
    /* the editor types it */
  }
  if (session() !== one || !one.menu) return;
  one.menu = { ...one.menu, dating: menu.dating };
  changed();
  $("date-value").focus();
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
  const body = menu.dating
    ? [dateForm(one, menu, menu.dating)]
    : menu.selected
      ? [kindButtons(menu, null)]
      : isDate
        ? dateMenu(one, menu, mark)
        : nameMenu(one, menu, mark);
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
    ...body.filter(Boolean),
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
