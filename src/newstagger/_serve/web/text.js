/* The article with its names, dates and the words that spoke for a topic; and at which character
   each of them is. */
import { $, app, h, t } from "./base.js";
import { framed } from "./evidence.js";
import { datesOf, mentionsOf, placeOf } from "./gold.js";
import { warningInWords } from "./notices.js";
import { cut } from "./stretches.js";
import { humanMoment, humanValue } from "./values.js";

const KINDS = ["people", "organisations", "places", "dates"];
/* Every text node of the article with the field that it shows and the code point that it begins at. */
let nodes = [];
/* The mark that Tab leads to; arrow keys go on from there. */
let stop = null;
/* What the article was last drawn from. */
let drawn = { tags: null, state: "" };

/* Names and dates of a field, with what a pointer over them shows. */
function spans(session, field) {
  const names = mentionsOf(session).map((m) => ({
    ...m,
    kind: m.label,
    title: t("labelled", t(`one_${m.label}`), m.name),
  }));
  const dates = datesOf(session).map((d) => ({
    ...d,
    kind: "dates",
    title: t("labelled", t("one_dates"), humanValue(d.value, d.type)),
  }));
  return [...names, ...dates].filter((span) => span.field === field);
}
function pieces(session, field, text) {
  const spoke = session.why ? framed(session.why).filter((m) => m.field === field) : [];
  return cut(text, spans(session, field), spoke).map((p) => ({ ...p, field }));
}
function piece(session, p, heaviest, text = p.text, start = p.start) {
  const node = document.createTextNode(text);
  nodes.push({ node, field: p.field, start });
  if (!p.name && !p.word) return node;
  const kinds = [p.name && p.name.kind, p.around && `in-${p.around.kind}`, p.word && "spoke"];
  const shown = {
    class: kinds.filter(Boolean).join(" "),
    title: p.name ? p.name.title : null,
    share: p.word ? Math.max(0.15, p.word.weight / heaviest) : null,
    "data-at": `${p.field}:${p.start}`,
  };
  if (!p.name || !session.verdicts) return h("mark", shown, node);
  const place = placeOf(p.name);
  const open = Boolean(session.menu && placeOf(session.menu) === place);
  if (open) shown.class += " open";
  /* Only one piece of a name that is cut is a button: a name is one thing. */
  const button =
    p.first && start === p.start
      ? {
          role: "button",
          tabindex: "-1",
          "aria-haspopup": "dialog",
          "aria-expanded": String(open),
          "aria-label": `${session.text(p.field, p.name)}, ${p.name.title}`,
        }
      : {};
  return h("mark", { ...shown, ...button, "data-place": place }, node);
}
/* The warnings in the reader's language; an undated article leads to the field for its date. */
function warnings(tags) {
  return tags.warnings.map((warning) => {
    const { words, key } = warningInWords(warning);
    const go = () => $("published").focus();
    const button = h("button", { type: "button", class: "link", onclick: go }, t("warn_date_go"));
    return h("p", { class: "notice" }, words, ...(key === "warn_undated" ? [" ", button] : []));
  });
}
function paragraphs(session, heaviest) {
  const found = [];
  let paragraph = h("p");
  for (const p of pieces(session, "text", session.tags.text)) {
    let start = p.start;
    p.text.split("\n").forEach((part, n) => {
      if (n) {
        if (paragraph.hasChildNodes()) found.push(paragraph);
        paragraph = h("p");
        start++;
      }
      if (part) paragraph.append(piece(session, p, heaviest, part, start));
      start += Array.from(part).length;
    });
  }
  return paragraph.hasChildNodes() ? [...found, paragraph] : found;
}
/* Has anything changed that the article shows? Where nothing has it is left alone, for somebody may be
   selecting words of it. */
function isNew(session) {
  const { tags, why, menu, verdicts } = session;
  const open = menu && !menu.selected ? placeOf(menu) : null;
  const parts = [
    app.language,
    session.number,
    Boolean(verdicts),
    open,
    why && why.marks,
    mentionsOf(session),
    datesOf(session),
  ];
  const state = JSON.stringify(parts);
  const changed = drawn.tags !== tags || drawn.state !== state;
  drawn = { tags, state };
  return changed;
}
/* Gives the words at a place, which is counted in code points. */
function reader(tags) {
  const points = {};
  return (field, { start, end }) => {
    points[field] ??= Array.from((field === "title" ? tags.title : tags.text) || "");
    return points[field].slice(start, end).join("");
  };
}
export function showArticle(session) {
  const { tags } = session;
  if (drawn.tags !== tags || !session.text) session.text = reader(tags);
  if (!isNew(session)) return;
  const shown = [...warnings(tags)];
  const focused =
    document.activeElement && document.activeElement.closest
      ? document.activeElement.closest("mark[data-place]")
      : null;
  const heaviest = session.why ? Math.max(0.01, ...session.why.marks.map((m) => m.weight)) : 1;
  nodes = [];
  if (tags.title) {
    shown.push(h("h1", {}, ...pieces(session, "title", tags.title).map((p) => piece(session, p, heaviest))));
  }
  const line = [
    tags.published ? humanMoment(tags.published.slice(0, 16)) : null,
    tags.author,
    tags.source,
    tags.url,
  ]
    .filter(Boolean)
    .join(" · ");
  if (line) shown.push(h("p", { class: "byline" }, line));
  const legend = KINDS.map((kind) => h("li", {}, h("mark", { class: kind }, t(kind))));
  if (session.why) legend.push(h("li", {}, h("mark", { class: "spoke" }, session.chosen), ` ${t("spoke")}`));
  shown.push(h("ul", { class: "legend", "aria-label": t("legend") }, ...legend));
  shown.push(...paragraphs(session, heaviest));
  $("article").replaceChildren(...shown);
  if (stop && !stop.startsWith(`${session.number} `)) stop = null;
  const again = focused && (markElement(focused.dataset.place) || markOver(focused.dataset.place));
  setStop(
    session,
    again || (stop && (markElement(stop.split(" ")[1]) || markOver(stop.split(" ")[1]))) || marks()[0],
  );
  if (again) again.focus();
}
export const marks = () => [...document.querySelectorAll("#article mark[role=button]")];
export const markElement = (place) =>
  document.querySelector(`#article mark[role=button][data-place="${place}"]`);
/* The mark at the place of another one. */
function markOver(place) {
  const [field, start, end] = place.split(":");
  return marks().find((mark) => {
    const [its, from, to] = mark.dataset.place.split(":");
    return its === field && Number(from) < Number(end) && Number(start) < Number(to);
  });
}
/* The first mark from a place on, or the last one. */
export function markFrom({ field, start }) {
  const all = marks();
  const at = (mark) => {
    const [its, from] = mark.dataset.place.split(":");
    return [its === "text" ? 1 : 0, Number(from)];
  };
  const [section, from] = [field === "text" ? 1 : 0, start];
  return (
    all.find((mark) => {
      const [its, begins] = at(mark);
      return its > section || (its === section && begins >= from);
    }) || all.at(-1)
  );
}
export function setStop(session, mark) {
  for (const one of marks()) one.tabIndex = -1;
  if (!mark) return;
  mark.tabIndex = 0;
  stop = `${session.number} ${mark.dataset.place}`;
}
export function flash(mention) {
  const found = [...document.querySelectorAll("#article mark[data-at]")].filter(
    (m) => m.dataset.at === `${mention.field}:${mention.start}`,
  );
  if (!found.length) return;
  found[0].scrollIntoView({ block: "center" });
  found[0].classList.add("flash");
  setTimeout(() => found[0].classList.remove("flash"), 1600);
}

/* --- characters and their places */
const pointsBefore = (node, units) => Array.from(node.data.slice(0, units)).length;
/* The stretch of one field that a range covers; null where it covers no text of the article. */
export function stretchOf(range) {
  const inside = nodes.filter(({ node }) => range.intersectsNode(node));
  if (!inside.length) return null;
  const { field } = inside[0];
  const last = inside.filter((one) => one.field === field).at(-1);
  const start =
    inside[0].start +
    (inside[0].node === range.startContainer ? pointsBefore(inside[0].node, range.startOffset) : 0);
  const end =
    last.start +
    pointsBefore(last.node, last.node === range.endContainer ? range.endOffset : last.node.length);
  return start < end ? { field, start, end } : null;
}
/* A range over a stretch. */
export function rangeOf({ field, start, end }) {
  const range = document.createRange();
  const spot = (at, ending) =>
    nodes.find(
      (one) =>
        one.field === field &&
        (ending ? one.start < at : one.start <= at) &&
        at - one.start <= Array.from(one.node.data).length &&
        (ending || at - one.start < Array.from(one.node.data).length),
    );
  const units = (one, at) =>
    Array.from(one.node.data)
      .slice(0, at - one.start)
      .join("").length;
  const first = spot(start, false);
  const last = spot(end, true);
  if (!first || !last) return null;
  range.setStart(first.node, units(first, start));
  range.setEnd(last.node, units(last, end));
  return range;
}
/* Where the browser sees the pointer in the text: a node, and an offset in UTF-16 units. */
export function caretAt(x, y) {
  const caret = document.caretPositionFromPoint ? document.caretPositionFromPoint(x, y) : null;
  if (caret) return { node: caret.offsetNode, offset: caret.offset };
  const range = document.caretRangeFromPoint ? document.caretRangeFromPoint(x, y) : null;
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}
/* The character under the pointer. */
export function pointAt(x, y) {
  const caret = caretAt(x, y);
  const found = caret && nodes.find((one) => one.node === caret.node);
  return found ? { field: found.field, at: found.start + pointsBefore(caret.node, caret.offset) } : null;
}
