/* The topics of the article, why they were given, and what an editor says of them. */
import { $, app, h, t } from "./base.js";
import { evidence, framed } from "./evidence.js";
import { ask } from "./service.js";
import { changed, explain, judge, session } from "./session.js";
import { flash } from "./text.js";
import { fold, number } from "./values.js";

/* Rows of evidence that are shown before « more ». */
const SHOWN = 8;
let asked = null; // a label that no topic has, until the editor says whether it is a new one

export function forgetQuestion() {
  asked = null;
}
/* The model's topics and those that were added; of an article that was read, those that were confirmed then,
   whatever the model of today gives. */
export function shownTopics(one) {
  const scores = new Map(
    [...(one.tags.suggested || []), ...one.tags.topics].map((topic) => [topic.label, topic.score]),
  );
  const shown = one.verdicts && one.verdicts.read && one.verdicts.shown;
  const labels = (shown || one.tags.topics).map(({ label }) => label);
  for (const [label, right] of Object.entries(one.verdicts ? one.verdicts.topics : {})) {
    if (right && !labels.includes(label)) labels.push(label);
  }
  return labels.map((label) => ({ label, score: scores.get(label) ?? null }));
}
const known = (label) =>
  app.topics.find(
    (topic) =>
      fold(topic.label) === fold(label) ||
      topic.code === label ||
      topic.aliases.some((alias) => fold(alias) === fold(label)),
  );
function add(text) {
  const label = text.trim().replace(/\s+/g, " ");
  if (!label) return;
  const topic = known(label);
  if (topic) {
    asked = null;
    judge([{ what: "topic", subject: topic.label, verdict: "right" }]);
  } else {
    asked = label;
    changed();
    $("new-topic").querySelector("button").focus();
  }
}
export function verdictOn(label, verdict) {
  const now = session().verdicts.topics[label];
  const pressed = now === (verdict === "right");
  return judge([{ what: "topic", subject: label, verdict: now !== undefined && pressed ? "open" : verdict }]);
}
function verdictButton(one, label, verdict, looks, sign) {
  const pressed = one.verdicts.topics[label] === (verdict === "right");
  return h(
    "button",
    {
      type: "button",
      class: `verdict ${looks}`,
      "aria-pressed": String(pressed),
      "aria-label": `${label}${app.language === "fr" ? " : " : ": "}${t(verdict)}`,
      title: t(verdict),
      "data-focus": `${verdict} ${label}`,
      onclick: () => verdictOn(label, verdict),
    },
    sign,
  );
}
export function topicsPart(one) {
  const judged = one.verdicts ? one.verdicts.topics : {};
  const given = shownTopics(one);
  const rows = given.map(({ label, score }) =>
    h(
      "li",
      { class: judged[label] === false ? "wrong" : null, "data-label": label },
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-pressed": String(one.chosen === label),
          "data-focus": `chip ${label}`,
          onclick: () => explain(one.chosen === label ? null : label),
        },
        h("span", { class: "name" }, label),
        h("span", { class: "bar" }, h("span", { width: `${Math.round(100 * (score || 0))}%` })),
        h("span", { class: "score" }, score === null ? "" : number(score)),
      ),
      ...(one.verdicts
        ? [verdictButton(one, label, "right", "yes", "✓"), verdictButton(one, label, "wrong", "no", "✗")]
        : []),
    ),
  );
  const parts = [
    h("h2", {}, t("topics")),
    rows.length ? h("ul", { class: "topics" }, ...rows) : h("p", { class: "quiet" }, t("no_topics")),
  ];
  if (one.why) parts.push(whyPart(one));
  const there = new Set(given.map((topic) => topic.label));
  const near = (one.tags.suggested || []).filter((topic) => !there.has(topic.label) && topic.score >= 0.02);
  if (near.length) {
    parts.push(
      h("p", { class: "quiet" }, t("near")),
      h(
        "div",
        { class: "near", id: "near" },
        ...near.map((topic) => nearButton(one, topic.label, topic.score)),
      ),
    );
  }
  const declared = one.tags.declared_topics.filter((label) => !there.has((known(label) || { label }).label));
  if (declared.length) {
    parts.push(
      h("p", { class: "quiet" }, t("declared")),
      h("div", { class: "near", id: "declared" }, ...declared.map((label) => nearButton(one, label, null))),
    );
  }
  parts.push(
    h(
      "div",
      { class: "field noprint" },
      h("label", { for: "why-of" }, t("why_of")),
      h(
        "select",
        { id: "why-of", "data-focus": "why-of", onchange: (event) => explain(event.target.value || null) },
        h("option", { value: "" }, t("choose")),
        ...app.topics
          .filter(({ added }) => !added)
          .map(({ label }) => h("option", { value: label, selected: label === one.chosen }, label)),
      ),
    ),
  );
  if (one.verdicts) parts.push(addPart());
  return parts;
}
function nearButton(one, label, score) {
  const shown = [
    one.verdicts ? "+ " : "",
    label,
    score === null ? null : h("span", { class: "score" }, ` ${number(score)}`),
  ].filter((part) => part !== null);
  return h(
    "button",
    {
      type: "button",
      "data-focus": `near ${label}`,
      onclick: () => (one.verdicts ? add(label) : known(label) && explain(known(label).label)),
    },
    ...shown,
  );
}
const labelOptions = () => app.topics.map(({ label }) => h("option", { value: label }));
/* Other editors may have added topics since the page was opened. Every redraw gives the box its focus back,
   so the service is asked at most twice a minute. */
const LABELS_HOLD = 30_000;
let learnt = 0;
async function learnLabels() {
  if (Date.now() - learnt < LABELS_HOLD) return;
  learnt = Date.now();
  try {
    app.topics = await ask("labels", { quiet: true });
    $("labels")?.replaceChildren(...labelOptions());
  } catch {
    /* The service finds the topic that is meant all the same. */
  }
}
function addPart() {
  const form = h(
    "form",
    {
      class: "add",
      onsubmit: (event) => {
        event.preventDefault();
        const [input] = event.target.elements;
        const text = input.value;
        input.value = "";
        add(text);
      },
    },
    h("input", {
      list: "labels",
      "aria-label": t("add"),
      placeholder: t("add"),
      maxlength: 200,
      "data-focus": "add",
      onfocus: learnLabels,
    }),
    h("button", { class: "plain" }, t("add_go")),
    h("datalist", { id: "labels" }, ...labelOptions()),
  );
  if (!asked) return form;
  const label = asked;
  return h(
    "div",
    {},
    form,
    h(
      "div",
      { class: "notice", id: "new-topic" },
      t("new_topic", label),
      h(
        "div",
        { class: "actions" },
        h(
          "button",
          {
            type: "button",
            class: "plain",
            onclick: () => {
              asked = null;
              judge([{ what: "topic", subject: label, verdict: "right" }]);
            },
          },
          t("new_yes"),
        ),
        h(
          "button",
          {
            type: "button",
            class: "plain",
            onclick: () => {
              asked = null;
              changed();
            },
          },
          t("cancel"),
        ),
      ),
    ),
  );
}

/* --- why a topic was given or not */
function line({ words, weight, place, mark }) {
  return h(
    "tr",
    {},
    h(
      "td",
      {},
      mark ? h("button", { type: "button", class: "link", onclick: () => flash(mark) }, words) : words,
      place ? h("span", { class: "place" }, ` (${t("of_place")})`) : null,
    ),
    h("td", {}, (weight > 0 ? "+" : "−") + number(Math.abs(weight))),
  );
}
function table(rows, name) {
  if (!rows.length) return [];
  const lines = (some) =>
    h("table", {}, h("caption", { class: "vh" }, name), h("tbody", {}, ...some.map(line)));
  const rest = rows.slice(SHOWN);
  return [
    h("h3", {}, name),
    lines(rows.slice(0, SHOWN)),
    rest.length ? h("details", {}, h("summary", {}, t("more_evidence", rest.length)), lines(rest)) : null,
  ];
}
/* The answer to « why this topic? ». */
function whyPart({ why }) {
  const marks = framed(why);
  const rows = evidence(why).map((row) => ({
    ...row,
    mark: marks.find(({ row: its }) => row.terms.includes(its)),
  }));
  const given = why.score >= why.threshold;
  return h(
    "div",
    { class: "why", id: "why" },
    h(
      "p",
      {},
      h("b", {}, why.label),
      " — ",
      t(given ? "given" : "missed", number(why.score), number(why.threshold)),
    ),
    ...table(
      rows.filter(({ weight }) => weight > 0),
      t("spoke_for"),
    ),
    ...table(
      rows.filter(({ weight }) => weight < 0),
      t("spoke_against"),
    ),
    h("p", { class: "quiet" }, t("logodds")),
  );
}
