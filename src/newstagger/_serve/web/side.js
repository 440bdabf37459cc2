/* Topics, names and dates of the article, and what an editor says of them. */
import { $, app, fold, h, humanDay, humanMoment, humanValue, number, t } from "./base.js";
import { datesOf, entitiesOf, KINDS, kindVerdicts, placeOf, refusedOf } from "./gold.js";
import { choice } from "./menu.js";
import { explain, judge, keepMine, session, takeTheirs, undo } from "./session.js";
import { flash } from "./text.js";

let asked = null; // a label that no topic has, until the editor says whether it is a new one

export function showSide(one, actions) {
  const focused =
    document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.focus : null;
  const parts = [
    ...conflictPart(one),
    ...topicsPart(one),
    actionsPart(one, actions),
    ...["people", "organisations", "places"].flatMap((kind) => namesPart(one, kind)),
    ...datesPart(one),
  ];
  $("side").replaceChildren(...parts);
  if (focused) {
    const again =
      document.querySelector(`[data-focus="${CSS.escape(focused)}"]`) || $("side").querySelector("button");
    if (again) again.focus();
  }
}
export function forgetQuestion() {
  asked = null;
}

/* --- somebody else */
function told({ what, subject, verdict }) {
  if (what === "pair") return t(`said_pair_${verdict}`, ...subject.split("\t"));
  if (what === "mention" || what === "date") {
    const [field, start, end] = subject.split(":");
    const words = session().text(field, { start: Number(start), end: Number(end) });
    return verdict === "open"
      ? t("said_open", `« ${words} »`)
      : t("said_name", words, what === "mention" || verdict === "none" ? t(verdict) : verdict);
  }
  const base =
    what === "read"
      ? t(verdict === "skipped" ? "said_skipped" : "said_read")
      : what === "topic"
        ? t("said_topic", subject, verdict === "open" ? "" : t(verdict))
        : t("said_name", subject, verdict === "open" ? "" : t(verdict));
  return verdict === "open" ? t("said_open", base.trim()) : base;
}
function conflictPart(one) {
  if (!one.conflict) return [];
  const list = one.conflict.verdicts
    .map((v) => t("other_said", v.who, told(v), humanMoment(v.at)))
    .join(", ");
  return [
    h(
      "div",
      { class: "notice", role: "alert", id: "conflict" },
      t("others", list),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", class: "plain", onclick: keepMine }, t("keep_mine")),
        h("button", { type: "button", class: "plain", onclick: takeTheirs }, t("take_theirs")),
      ),
    ),
  ];
}

/* --- topics */
export function shownTopics(one) {
  const judged = one.verdicts ? one.verdicts.topics : {};
  const given = one.tags.topics.map((topic) => ({ label: topic.label, score: topic.score }));
  for (const [label, right] of Object.entries(judged)) {
    if (right && !given.some((topic) => topic.label === label)) {
      given.push({ label, score: (one.tags.suggested || []).find((s) => s.label === label)?.score ?? null });
    }
  }
  return given;
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
    showSide(session(), null);
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
function topicsPart(one) {
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
        ...app.topics.map(({ label }) =>
          h("option", { value: label, selected: label === one.chosen }, label),
        ),
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
function addPart() {
  const form = h(
    "form",
    {
      class: "add",
      onsubmit: (event) => {
        event.preventDefault();
        add(event.target.elements[0].value);
      },
    },
    h("input", {
      list: "labels",
      "aria-label": t("add"),
      placeholder: t("add"),
      maxlength: 200,
      "data-focus": "add",
    }),
    h("button", { class: "plain" }, t("add_go")),
    h("datalist", { id: "labels" }, ...app.topics.map(({ label }) => h("option", { value: label }))),
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
              showSide(session(), null);
            },
          },
          t("cancel"),
        ),
      ),
    ),
  );
}
/* One row a word, whatever features it came from; what stands in no text was told by a place. */
function evidence(one) {
  const text = fold(`${one.tags.title || ""} ${one.tags.text}`);
  const rows = new Map();
  for (const { term, weight } of [...one.why.spoke_for, ...one.why.spoke_against]) {
    const key = fold(term);
    const row = rows.get(key) || { term, weight: 0, place: !text.includes(key) };
    row.weight += weight;
    rows.set(key, row);
  }
  return [...rows.values()]
    .filter((row) => Math.abs(row.weight) >= 0.05)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}
function whyPart(one) {
  const { why } = one;
  const rows = evidence(one);
  const table = (terms, name) =>
    terms.length
      ? [
          h(
            "table",
            {},
            h("caption", { class: "vh" }, name),
            h(
              "tbody",
              {},
              h("tr", {}, h("th", { scope: "row", rowspan: Math.min(terms.length, 8) + 1 }, name)),
              ...terms
                .slice(0, 8)
                .map((e) =>
                  h(
                    "tr",
                    {},
                    h(
                      "td",
                      {},
                      e.term,
                      e.place ? h("span", { class: "place" }, ` (${t("of_place")})`) : null,
                    ),
                    h("td", {}, (e.weight > 0 ? "+" : "−") + number(Math.abs(e.weight))),
                  ),
                ),
            ),
          ),
        ]
      : [];
  return h(
    "div",
    { class: "why", id: "why" },
    h(
      "p",
      {},
      h("b", {}, why.label),
      " — ",
      t(why.score >= why.threshold ? "given" : "missed", number(why.score), number(why.threshold)),
    ),
    ...table(
      rows.filter((row) => row.weight > 0),
      t("spoke_for"),
    ),
    ...table(
      rows.filter((row) => row.weight < 0),
      t("spoke_against"),
    ),
    h("p", { class: "quiet" }, t("logodds")),
  );
}

/* --- names */
/* The entities of a kind as they hold; those that are no names stay where the model had put them, struck
   through. */
function namesPart(one, kind) {
  const rows = entitiesOf(one).filter((entity) => entity.kind === kind);
  const refused = refusedEntities(one, kind);
  if (!rows.length && !refused.length) return [];
  return [
    h("h2", {}, t(kind)),
    h(
      "ul",
      { class: "names" },
      ...rows.map((entity) => nameRow(one, entity, kind)),
      ...refused.map((entity) => nameRow(one, entity, "none")),
    ),
  ];
}
function refusedEntities(one, kind) {
  const model = new Map(
    ["people", "organisations", "places"].flatMap((from) =>
      one.tags[from].flatMap((entity) => entity.mentions.map((m) => [placeOf(m), from])),
    ),
  );
  return entitiesOf(
    one,
    refusedOf(one).filter((m) => (model.get(placeOf(m)) || "people") === kind),
  );
}
function nameRow(one, entity, kind) {
  const others = [entity.country, ...entity.aliases].filter(Boolean).join(", ");
  const commit = (value) => judge(kindVerdicts(one, entity, value));
  return h(
    "li",
    { class: kind === "none" ? "wrong" : null },
    h(
      "span",
      {},
      h("button", { type: "button", class: "link", onclick: () => flash(entity.mentions[0]) }, entity.name),
      others ? h("span", { class: "other" }, ` (${others})`) : null,
      entity.mentions.length > 1 ? h("span", { class: "other" }, ` ×${entity.mentions.length}`) : null,
    ),
    one.verdicts
      ? choice(
          { "aria-label": t("kind_of", entity.name), "data-focus": `kind ${kind} ${entity.name}` },
          [...KINDS, "none"].map((k) => [k, t(k)]),
          kind,
          commit,
        )
      : null,
  );
}

/* --- dates */
function human(d) {
  const value = d.value || "";
  if (/^\d{4}$/.test(value)) return value;
  if (/^\d{4}-\d{2}$/.test(value)) {
    return new Intl.DateTimeFormat(app.language, { month: "long", year: "numeric", timeZone: "UTC" }).format(
      new Date(`${value}-01T00:00Z`),
    );
  }
  const hour = /T(\d{2}:\d{2})/.exec(value);
  return (
    (d.from === d.to ? humanDay(d.from) : `${humanDay(d.from)} – ${humanDay(d.to)}`) +
    (hour ? `, ${hour[1].replace(":", app.language === "fr" ? " h " : ":")}` : "")
  );
}
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
            h("b", {}, human(d)),
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
          h(
            "p",
            { class: "quiet" },
            `${t("lasting")}${app.language === "fr" ? " : " : ": "}`,
            rest.map((d) => `${d.text} (${d.value ? humanValue(d.value) : "?"})`).join(" · "),
          ),
        ]
      : []),
  ];
}

/* --- the whole article */
export const markRead = () => judge([{ what: "read", verdict: session().verdicts.read ? "open" : "yes" }]);
export const skip = () => judge([{ what: "read", verdict: session().verdicts.skipped ? "open" : "skipped" }]);
let kept = null;
function actionsPart(one, actions) {
  kept = actions || kept;
  const button = (name, onclick, looks = "plain") =>
    h("button", { type: "button", class: looks, "data-focus": name, onclick }, t(name));
  const parts = [];
  if (one.verdicts) {
    if (one.verdicts.read || one.verdicts.skipped) {
      parts.push(
        h("span", { class: "done" }, t(one.verdicts.read ? "is_read" : "is_skipped")),
        button("unread", one.verdicts.read ? markRead : skip),
      );
    } else parts.push(button("read", markRead, "main"), button("skip_it", skip));
    if (one.undo.length) parts.push(button("undo", undo));
  }
  if (kept && kept.next) parts.push(button("previous", kept.previous), button("next", kept.next));
  parts.push(button("json", kept ? kept.download : null));
  return h("div", { class: "actions" }, ...parts);
}
