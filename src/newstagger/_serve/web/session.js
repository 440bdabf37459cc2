/* One article at a time: what was sent, what came back, what was judged. An answer that comes after another
   article was opened belongs to its own session, which is no longer shown. */
import { app, ask, complain, post, recall, Refusal, say, sendable, t } from "./base.js";

export const NEAR = 5;
let current = null;
let opened = 0;
const listeners = [];

export const session = () => current;
export const onChange = (listener) => {
  listeners.push(listener);
};
export const changed = () => {
  for (const listener of listeners) listener(current);
};
const isOpen = (one) => one === current;
export const keepsCorrections = () => Boolean(app.health && app.health.corrections);
export const editor = () => (recall("who") || "").trim();

/* Tag an article and show it; null when another one was opened in the meantime. */
export async function open(article, key = null) {
  const mine = {
    article,
    tags: null,
    verdicts: null,
    chosen: null,
    why: null,
    menu: null,
    number: ++opened,
    key,
    undo: [],
    conflict: null,
    ready: false,
  };
  current = mine;
  changed();
  complain(null);
  say(t("working"));
  try {
    const [tags, verdicts] = await Promise.all([
      post(`/tag?suggest=${NEAR}`, sendable(article)),
      keepsCorrections() ? post("/corrections", { article: sendable(article), verdicts: [] }) : null,
    ]);
    if (!isOpen(mine)) return null;
    Object.assign(mine, { tags, verdicts, ready: true, key: verdicts ? verdicts.key : null });
    changed();
    say(t("tagged"));
    return mine;
  } catch (error) {
    if (isOpen(mine)) {
      current = null;
      changed();
      complain(error);
      say("");
    }
    return null;
  }
}
export function close() {
  current = null;
  changed();
}

/* Show why a topic was given or not; null takes the explanation away. */
export async function explain(label) {
  const mine = current;
  if (!mine || !mine.ready) return;
  mine.chosen = label;
  mine.why = null;
  if (!label) {
    changed();
    return;
  }
  try {
    const why = await post("/explain", { article: sendable(mine.article), topic: label });
    if (!isOpen(mine) || mine.chosen !== label) return;
    mine.why = why;
    changed();
  } catch (error) {
    if (isOpen(mine)) {
      mine.chosen = null;
      changed();
      complain(error);
    }
  }
}

/* Keep verdicts; what held before is remembered, so that they can be undone. `refused` may take an error for
   itself. */
export async function judge(verdicts, { undoing = false, seen = null, refused = null } = {}) {
  const mine = current;
  if (!mine || !mine.ready || !mine.verdicts) return false;
  const before = verdicts.map((v) => ({ ...v, verdict: held(mine.verdicts, v) }));
  try {
    const found = await post("/corrections", {
      article: sendable(mine.article),
      verdicts,
      who: editor(),
      seen: seen === null ? mine.verdicts.last : seen,
    });
    mine.verdicts = found;
    mine.conflict = null;
    if (!undoing) mine.undo.push(before);
    if (isOpen(mine)) {
      complain(null);
      changed();
      say(t(undoing ? "undone" : "kept"));
    }
    return true;
  } catch (error) {
    if (!isOpen(mine)) return false;
    if (error instanceof Refusal && error.status === 409) {
      mine.conflict = { ...error.content, mine: verdicts, undoing };
      changed();
    } else if (!refused || !refused(error)) complain(error);
    return false;
  }
}
function held(verdicts, { what, subject }) {
  if (what === "read") return verdicts.read ? "yes" : verdicts.skipped ? "skipped" : "open";
  if (what === "topic") {
    return subject in verdicts.topics ? (verdicts.topics[subject] ? "right" : "wrong") : "open";
  }
  return (
    { name: verdicts.names, mention: verdicts.mentions, date: verdicts.dates, pair: verdicts.pairs }[what][
      subject
    ] || "open"
  );
}
export async function undo() {
  const mine = current;
  const last = mine && mine.undo.pop();
  if (last && !(await judge(last, { undoing: true }))) mine.undo.push(last);
}
/* Somebody else judged in the meantime: keep both, or take theirs. */
export const keepMine = () => {
  const { conflict } = current;
  return judge(conflict.mine, { undoing: conflict.undoing, seen: conflict.seen });
};
export async function takeTheirs() {
  const mine = current;
  try {
    const verdicts = await post("/corrections", { article: sendable(mine.article), verdicts: [] });
    mine.verdicts = verdicts;
    mine.conflict = null;
    if (isOpen(mine)) changed();
  } catch (error) {
    if (isOpen(mine)) complain(error);
  }
}
export async function openKept(key) {
  try {
    const found = await ask(`/articles/${encodeURIComponent(key)}`);
    return open(found.article, key);
  } catch (error) {
    close();
    complain(error);
    return null;
  }
}
