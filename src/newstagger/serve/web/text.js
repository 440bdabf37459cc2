/* The article with its names, dates and the words that spoke for a topic. */
import { $, app, h, humanMoment, t } from "./base.js";

const KINDS = ["people", "organisations", "places", "dates"];

function spans(tags, field) {
  const found = [];
  for (const kind of KINDS.slice(0, 3)) for (const entity of tags[kind]) for (const m of entity.mentions) if (m.field === field) found.push({ start: m.start, end: m.end, kind, name: `${t(kind)}${app.language === "fr" ? " : " : ": "}${entity.name}` });
  for (const d of tags.dates) if (d.field === field) found.push({ start: d.start, end: d.end, kind: "dates", name: `${t("dates")}${app.language === "fr" ? " : " : ": "}${d.value || t("unknown")}` });
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return found.filter((span) => { const free = span.start >= end; if (free) end = span.end; return free; });
}
/* The pieces of a field: cut wherever a name, a date or a word that spoke begins or ends. Offsets count code points. */
function pieces(session, field, text) {
  const points = Array.from(text), marked = spans(session.tags, field);
  const spoke = session.why ? session.why.marks.filter((m) => m.field === field) : [];
  const cuts = new Set([0, points.length]);
  for (const span of [...marked, ...spoke]) { cuts.add(span.start); cuts.add(span.end); }
  const at = [...cuts].filter((c) => c <= points.length).sort((a, b) => a - b);
  const found = []; let i = 0, j = 0;
  for (let n = 0; n + 1 < at.length; n++) {
    const [start, end] = [at[n], at[n + 1]];
    while (i < marked.length && marked[i].end <= start) i++;
    while (j < spoke.length && spoke[j].end <= start) j++;
    const name = marked[i] && marked[i].start <= start ? marked[i] : null, word = spoke[j] && spoke[j].start <= start ? spoke[j] : null;
    found.push({ text: points.slice(start, end).join(""), name, word, start, field });
  }
  return found;
}
function piece(p, heaviest, text = p.text) {
  if (!p.name && !p.word) return document.createTextNode(text);
  const kinds = [p.name && p.name.kind, p.word && "spoke"].filter(Boolean).join(" ");
  return h("mark", { class: kinds, title: p.name ? p.name.name : null, share: p.word ? Math.max(0.15, p.word.weight / heaviest) : null, "data-at": `${p.field}:${p.start}` }, text);
}
/* The warnings in the reader's language; an undated article leads to the field for its date. */
function warnings(tags) {
  return tags.warnings.map((warning) => {
    const foreign = /not to be French \((.*?)\)/.exec(warning);
    if (foreign) return h("p", { class: "notice" }, t("warn_foreign", foreign[1]));
    if (warning.startsWith("no publication time")) return h("p", { class: "notice" }, t("warn_undated"), " ", h("button", { type: "button", class: "link", onclick: () => $("published").focus() }, t("warn_date_go")));
    return h("p", { class: "notice" }, warning);
  });
}
export function showArticle(session) {
  const { tags } = session, shown = [...warnings(tags)];
  const heaviest = session.why ? Math.max(0.01, ...session.why.marks.map((m) => m.weight)) : 1;
  if (tags.title) shown.push(h("h1", {}, ...pieces(session, "title", tags.title).map((p) => piece(p, heaviest))));
  const line = [tags.published ? humanMoment(tags.published) : null, tags.author, tags.source, tags.url].filter(Boolean).join(" · ");
  if (line) shown.push(h("p", { class: "byline" }, line));
  const legend = KINDS.map((kind) => h("li", {}, h("mark", { class: kind }, t(kind))));
  if (session.why) legend.push(h("li", {}, h("mark", { class: "spoke" }, session.chosen), ` ${t("spoke")}`));
  shown.push(h("ul", { class: "legend", "aria-label": t("legend") }, ...legend));
  let paragraph = h("p");
  for (const p of pieces(session, "text", tags.text)) {
    p.text.split("\n").forEach((part, n) => {
      if (n) { if (paragraph.hasChildNodes()) shown.push(paragraph); paragraph = h("p"); }
      if (part) paragraph.append(piece(p, heaviest, part));
    });
  }
  if (paragraph.hasChildNodes()) shown.push(paragraph);
  $("article").replaceChildren(...shown);
}
export function flash(mention) {
  const marks = [...document.querySelectorAll("#article mark[data-at]")].filter((m) => m.dataset.at === `${mention.field}:${mention.start}`);
  if (!marks.length) return;
  marks[0].scrollIntoView({ block: "center" }); marks[0].classList.add("flash"); setTimeout(() => marks[0].classList.remove("flash"), 1600);
}
