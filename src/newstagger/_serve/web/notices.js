/* What the page has to say: a line for what was done, complaints that stay in sight, and what somebody else
   judged in the meantime. They are at a corner of the window, so nothing moves in the page. */
import { $, app, h, heading, t } from "./base.js";
import { Offline, Refusal } from "./service.js";
import { humanMoment, humanVerdict } from "./values.js";

/* A word for what was done. */
export function say(message) {
  $("status").textContent = message;
}
/* What went wrong with what was just tried; the next thing that goes well takes it away. */
export function complain(error) {
  $("problem").textContent = error ? sentence(error) : "";
  $("complaint").hidden = !error;
  if (error) say("");
}
/* How many verdicts are on their way. */
export function showKeeping(count) {
  $("keeping").textContent = count ? t("keeping", count) : "";
  $("keeping").hidden = !count;
}

/* --- refusals, in the page's language */
const count = (value) => new Intl.NumberFormat(app.language).format(value);
export function sentence(error) {
  if (error instanceof Offline || !(error instanceof Refusal)) return error.message;
  const { code, values } = error;
  if (code === "unreadable_file") return readingProblem(values.problem);
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? count(value) : value]),
  );
  return t(`refused_${code}`, shown) || t("refused_other", error.message);
}
/* Why something of a file could not be read, as the service says it, and the page's word for it. */
const REASONS = [
  [/^is empty/, "reason_empty"],
  [/^has an extension that is not supported here; known are (.*)/, "reason_ending"],
  [/^is (?:no|not valid) JSON/, "reason_json"],
  [/^is (?:no|not valid) CSV/, "reason_csv"],
  [/^has neither a text nor a title/, "reason_no_words"],
  [/^has (\d+) cells where the header has (\d+)/, "reason_cells"],
  [/^has no header row/, "reason_header"],
  [/^(?:the text )?has ([\d,]+) characters, more than(?: the limit of)? ([\d,]+)/, "reason_long"],
  [/^is a binary file, not text/, "reason_binary"],
  [/^(?:holds|contains|has) no (?:text|article)/, "reason_no_text"],
  [/^no article found in this HTML page/, "reason_no_article"],
  [/^cannot be read/, "reason_unreadable"],
];
/* « name, line 3: reason », with advice for the command line left out. */
export function readingProblem(text) {
  const [, name, line, reason] = /^(.*?)(?:, line (\d+))?: (.*)$/s.exec(text) || [null, "", null, text];
  const place = [name === "page.txt" ? null : name, line ? t("line", count(Number(line))) : null];
  const shown = place.filter(Boolean).join(", ");
  const why = inWords(reason);
  if (!shown) return `${why[0].toUpperCase()}${why.slice(1)}.`;
  return `${shown}${app.language === "fr" ? " : " : ": "}${why}`;
}
function inWords(reason) {
  for (const [pattern, key] of REASONS) {
    const found = pattern.exec(reason);
    if (found) return t(key, ...found.slice(1).map(numeral));
  }
  return reason.replace(/[;,] (?:split it, or )?raise the limit with --[\w-]+/g, "");
}
const numeral = (part) => (/^[\d,]+$/.test(part) ? count(Number(part.replaceAll(",", ""))) : part);

/* What the service warns of in an article, and the page's word for it. */
const WARNINGS = [
  [/does not look French \((.*?)\)/, "warn_foreign"],
  [/^no publication time/, "warn_undated"],
  [/^« (.*) »: .*kept without a value$/, "warn_value"],
  [/^(?:HTML|Markdown signs) in the text/, "warn_markup"],
  [/read as HTML$/, "warn_html"],
  [/read as one, with one article per row$/, "warn_table"],
  [/^not UTF-8(?: throughout)?; decoded as (.*)$/, "warn_encoding"],
  [/^double-encoded UTF-8/, "warn_repaired"],
  [
    /^lone surrogates|not valid .*U\+FFFD|not valid in the declared encoding|^control characters/,
    "warn_damaged",
  ],
  [/^an earlier article has the same id, "(.*)"$/, "warn_same_id"],
  [/^the mail is damaged/, "warn_mail"],
  [/^published: /, "warn_published"],
  [/^the text is empty$/, "warn_empty"],
  [/^unknown fields: (.*?);/, "warn_fields"],
];
/* A warning in the page's language, and the key of its words; one that is not known stays as it is. */
export function warningInWords(warning) {
  const [pattern, key = null] = WARNINGS.find(([known]) => known.test(warning)) || [];
  return { words: key ? t(key, ...pattern.exec(warning).slice(1)) : warning, key };
}

/* --- what was not kept, of articles that are no longer open */
/* Say that verdicts on an article were not kept; the notice stays until it is dismissed or the article
   opened. */
export function mourn(article, error, reopen) {
  const notice = h(
    "div",
    { class: "problem", role: "alert" },
    t("lost", heading(article), sentence(error)),
    h(
      "div",
      { class: "actions" },
      h(
        "button",
        { type: "button", class: "plain", onclick: () => (notice.remove(), reopen()) },
        t("lost_open"),
      ),
      h("button", { type: "button", class: "plain", onclick: () => notice.remove() }, t("help_close")),
    ),
  );
  $("lost").append(notice);
}

/* --- what one must know of the article */
/* Tags of an older model, a text shown in part, who has it open or has judged it. */
export function showNotes(one, retag) {
  const notes = [];
  const note = (words, ...more) => h("p", { class: "notice" }, words, ...more);
  if (one && one.ready) {
    const again = h("button", { type: "button", class: "link", onclick: () => retag(one) }, t("tag_again"));
    if (one.model && app.model && one.model !== app.model) notes.push(note(t("old_model"), " ", again));
    if (one.part) notes.push(note(t("in_part", count(one.part), count(one.chars))));
    if (one.taken) notes.push(note(t("taken", one.taken.who)));
    const { by, at } = one.kept || {};
    if (by && by.length) {
      const names = [...new Set(by.map((who) => who || t("unnamed")))].join(", ");
      notes.push(h("p", { class: "quiet" }, t("judged_by", names, at ? humanMoment(at) : "")));
    }
  }
  $("notes").replaceChildren(...notes);
}

/* --- somebody else */
/* Show what others judged while an editor judged the same; `settle` has what can be done about it. */
export function showConflicts(sessions, open, settle) {
  $("conflicts").replaceChildren(...sessions.map((one) => conflict(one, one === open, settle)));
}
function conflict(one, isOpen, { keepMine, takeTheirs }) {
  const list = one.conflict.verdicts
    .map((v) => t("other_said", v.who, describe(one, v), humanMoment(v.at)))
    .join(", ");
  return h(
    "div",
    { class: "notice", role: "alert", id: isOpen ? "conflict" : null },
    isOpen ? null : h("b", {}, `${heading(one.article)}${app.language === "fr" ? " : " : ": "}`),
    t("others", list),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "plain", onclick: () => keepMine(one) }, t("keep_mine")),
      h("button", { type: "button", class: "plain", onclick: () => takeTheirs(one) }, t("take_theirs")),
    ),
  );
}
/* A verdict in words. */
function describe(one, { what, subject, verdict }) {
  if (what === "pair") return t(`said_pair_${verdict}`, ...subject.split("\t"));
  if (what === "mention" || what === "date" || what === "move") {
    const [field, start, end] = subject.split(":");
    const words = one.text(field, { start: Number(start), end: Number(end) });
    if (verdict === "open") return t("said_open", `« ${words} »`);
    return t(
      "said_name",
      words,
      what === "mention" || verdict === "none" ? t(verdict) : humanVerdict(verdict),
    );
  }
  const word = verdict === "open" ? "" : t(verdict);
  const base =
    what === "read"
      ? t(verdict === "skipped" ? "said_skipped" : "said_read")
      : what === "topic"
        ? t("said_topic", subject, word)
        : t("said_name", subject.split("\t").at(-1), word);
  return verdict === "open" ? t("said_open", base.trim()) : base;
}
