/* The column beside the article: topics, what can be done with the article, names and dates. */
import { $, choice, h, t } from "./base.js";
import { datesOf, KINDS, namesOf, recast, refusedNamesOf } from "./gold.js";
import { canUndo, judge, undo } from "./session.js";
import { flash } from "./text.js";
import { topicsPart } from "./topics.js";
import { fold, humanDay, humanValue } from "./values.js";

let shownBefore = null;
export function showSide(one, actions) {
  const focused =
    document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.focus : null;
  const typed = $("side").querySelector('[data-focus="add"]')?.value || "";
  const names = ["people", "organisations", "places"].flatMap((kind) => namesPart(one, kind));
  $("side").replaceChildren(
    h("div", { class: "side-first" }, ...topicsPart(one), actionsPart(one, actions)),
    h("div", { class: "side-rest" }, ...names, ...datesPart(one)),
  );
  /* A topic that somebody is typing outlives the answer to the verdict before. */
  const adding = $("side").querySelector('[data-focus="add"]');
  if (adding && one === shownBefore) adding.value = typed;
  shownBefore = one;
  if (focused) {
    const again =
      document.querySelector(`[data-focus="${CSS.escape(focused)}"]`) || $("side").querySelector("button");
    if (again) again.focus();
  }
}

/* --- names */
/* The names of a kind; those that are no names stay where the model had put them, struck through. */
function namesPart(one, kind) {
  const rows = namesOf(one).filter((name) => name.kind === kind);
  const refused = refusedNamesOf(one).filter((name) => name.kind === kind);
  if (!rows.length && !refused.length) return [];
  return [
    h("h2", {}, t(kind)),
    h(
      "ul",
      { class: "names" },
      ...rows.map((name) => nameRow(one, name, kind)),
      ...refused.map((name) => nameRow(one, name, "none")),
    ),
  ];
}
function nameRow(one, name, kind) {
  const others = [name.country, ...name.aliases].filter(Boolean).join(", ");
  return h(
    "li",
    { class: kind === "none" ? "wrong" : null },
    h(
      "span",
      {},
      h("button", { type: "button", class: "link", onclick: () => flash(name.mentions[0]) }, name.name),
      others ? h("span", { class: "other" }, ` (${others})`) : null,
      name.mentions.length > 1 ? h("span", { class: "other" }, ` ×${name.mentions.length}`) : null,
    ),
    one.verdicts
      ? choice(
          { "aria-label": t("kind_of", name.name), "data-focus": `kind ${kind} ${name.name}` },
          [...KINDS, "none"].map((k) => [k, t(k)]),
          kind,
          (to) => judge(recast({ kind, name: name.name }, to)),
        )
      : null,
  );
}

/* --- dates */
function datesPart(one) {
  if (!datesOf(one).length) return [];
  const day = (text) => Date.parse(`${text}T00:00Z`) / 864e5;
  const points = datesOf(one)
    .filter((d) => d.from)
    .map((d) => ({ d, at: day(d.from) }));
  const published = (one.tags.published || "").slice(0, 10);
  if (published) points.push({ d: null, at: day(published) });
  points.sort((a, b) => a.at - b.at);
  const rows = [];
  points.forEach(({ d, at }, n) => {
    const gap = n ? at - points[n - 1].at : 0;
    if (gap > 45) {
      rows.push(
        h(
          "li",
          { class: "gap" },
          `⋮ ${gap > 730 ? t("years", Math.round(gap / 365.25)) : t("days", Math.round(gap))}`,
        ),
      );
    }
    rows.push(
      d
        ? h(
            "li",
            {},
            h("b", {}, humanValue(d.value, d.type)),
            " ",
            h("button", { type: "button", class: "link", onclick: () => flash(d) }, d.text),
          )
        : h("li", { class: "now" }, h("b", {}, humanDay(published)), ` ${t("published")}`),
    );
  });
  const rest = datesOf(one).filter((d) => !d.from);
  return [
    h("h2", {}, t("dates")),
    ...(points.length ? [h("ol", { class: "timeline" }, ...rows)] : []),
    ...(rest.length
      ? [
          h("p", { class: "quiet" }, t("lasting")),
          h("ul", { class: "lasting" }, ...rest.map((d) => h("li", {}, ...withMeaning(d)))),
        ]
      : []),
  ];
}

/* The words of the text, and what they mean if they do not say so themselves. */
function withMeaning(d) {
  const words = h("button", { type: "button", class: "link", onclick: () => flash(d) }, d.text);
  const meaning = d.value ? humanValue(d.value, d.type) : t(d.type === "SET" ? "recurring" : "unknown");
  return fold(meaning) === fold(d.text) ? [words] : [words, h("span", { class: "other" }, ` (${meaning})`)];
}

/* --- the whole article */
let kept = null;
function actionsPart(one, actions) {
  kept = actions || kept;
  const button = (name, onclick, looks = "plain") =>
    h("button", { type: "button", class: looks, "data-focus": name, onclick }, t(name));
  const parts = [];
  if (one.verdicts) {
    if (one.verdicts.read || one.verdicts.skipped) {
      const again = one.verdicts.read ? kept.read : kept.skip;
      parts.push(
        h("span", { class: "done" }, t(one.verdicts.read ? "is_read" : "is_skipped")),
        button("unread", again),
      );
    } else parts.push(button("read", kept.read, "main"), button("skip_it", kept.skip));
    if (canUndo()) parts.push(button("undo", undo));
  }
  if (kept.next) parts.push(button("previous", kept.previous), button("next", kept.next));
  if (one.queued || one.at !== undefined) parts.push(goOnChoice());
  return h("div", { class: "actions" }, ...parts, kept.out(one));
}
/* Whether « read » and « skip » go on to the next article. */
function goOnChoice() {
  const box = h("input", {
    type: "checkbox",
    id: "go-on",
    checked: kept.goesOn(),
    "data-focus": "go-on",
    onchange: (event) => kept.setGoesOn(event.target.checked),
  });
  return h("label", { class: "check" }, box, ` ${t("go_on")}`);
}
