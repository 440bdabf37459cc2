/* One article at a time: what was sent, what came back, what was judged. An answer that comes after another
   article was opened belongs to its own session, which is no longer shown.

   Verdicts show at once and are sent one after the other; what could not be kept is taken back with a
   message. */
import { app, t } from "./base.js";
import { complain, mourn, say, showKeeping } from "./notices.js";
import { applied, saidOf } from "./pending.js";
import { ask, busy, editor, pageId, post, Refusal, sendable } from "./service.js";

export const NEAR = 5;
let current = null;
let opened = 0;
let onTheirWay = 0;
const listeners = [];
/* Verdicts that can be undone, of all articles, latest last. */
const undoable = [];
/* Articles that somebody else judged at the same time, until an editor settles it. */
const conflicted = [];

export const session = () => current;
export const conflicts = () => conflicted;
export const onChange = (listener) => {
  listeners.push(listener);
};
/* Tell all that follow the open article; `redraw` is false where nothing of what is shown has changed. */
export const changed = (redraw = true) => {
  for (const listener of listeners) listener(current, redraw);
};
const isOpen = (one) => one === current;
export const keepsCorrections = () => Boolean(app.health && app.health.corrections);
export const canUndo = () => undoable.length > 0;
export const isKeeping = () => onTheirWay > 0;

/* --- opening */
/* Verdicts that are on their way, by the key and by the text of their article: who opens it again waits for
   them. */
const sendings = new Map();
/* Wait until every verdict on an article has been sent. */
export async function whenKept(key) {
  while (sendings.has(key)) await sendings.get(key);
}
export async function whenAllKept() {
  while (sendings.size) await Promise.all(sendings.values());
}
/* What the service gives an article: its tags, and what holds of it where corrections are kept. */
export async function loadNew(article, key, options = {}) {
  await whenKept(article.text);
  const sent = sendable(article);
  if (!keepsCorrections()) {
    const tags = await post(`tag?suggest=${NEAR}`, sent, options);
    return { tags, model: app.model };
  }
  const asked = { article: sent, verdicts: [], tags: true, suggest: NEAR, who: editor(), page: pageId() };
  const found = await post("corrections", key ? { ...asked, key } : asked, options);
  return { ...judged(found), stored: Boolean(key) || found.last > 0 };
}
function judged(found) {
  return { tags: found.tags, model: found.model, kept: found, key: found.key };
}
/* An article of the store, ready to be shown. */
export async function loadKept(key, options = {}) {
  await whenKept(key);
  const found = await ask(`articles/${encodeURIComponent(key)}?tags=true&suggest=${NEAR}`, options);
  const { article, history, part, chars, lease } = found;
  return { article, history, part, chars, lease, ...judged(found.verdicts), stored: true };
}
async function begin(known, loading) {
  const mine = {
    article: null,
    tags: null,
    kept: null,
    verdicts: null,
    pending: [],
    sending: Promise.resolve(),
    chosen: null,
    why: null,
    menu: null,
    number: ++opened,
    key: null,
    conflict: null,
    stored: false,
    queued: false,
    ready: false,
    ...known,
  };
  current = mine;
  changed();
  complain(null);
  say(t("working"));
  try {
    const found = await loading;
    if (!isOpen(mine)) return null;
    Object.assign(mine, found, { verdicts: found.kept || null, ready: true });
    changed();
    say(t("tagged"));
    return mine;
  } catch (error) {
    if (isOpen(mine)) {
      current = null;
      changed();
      complain(error);
    }
    return null;
  }
}
/* Tag an article and show it; null when another one was opened in the meantime.

   knowing: a promise of the article, with its key where it is one that is kept; at: its place in the open
   file; loading: what was loaded ahead. */
export function open(knowing, { at, loading = null } = {}) {
  const all = async () => {
    const { article, key = null, queued = false } = await knowing;
    return { article, queued, ...(await (loading || loadNew(article, key))) };
  };
  return begin({ at }, all());
}
/* Show an article of the store; `leasing` says who else has it open. */
export async function openKept(key, loading, leasing) {
  const found = await begin({ key, queued: true }, loading);
  leasing.then((taken) => {
    if (!found || !taken) return;
    found.taken = taken;
    if (isOpen(found)) changed(false);
  });
  return found;
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
    const why = await post("explain", { article: sendable(mine.article), topic: label });
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

/* --- verdicts */
/* Keep verdicts on the open article; `refused` may take an error for itself. The promise says whether they
   were kept. */
export function judge(verdicts, options = {}) {
  const mine = current;
  if (!mine || !mine.ready || !mine.verdicts) return Promise.resolve(false);
  return judgeOn(mine, verdicts, options);
}
function judgeOn(mine, verdicts, { undone = null, undoing = undone !== null, seen = null, refused = null }) {
  const back = verdicts.map((v) => ({ ...v, verdict: saidOf(mine.verdicts, v) }));
  const names = [mine.key, mine.article.text];
  const entry = { one: mine, verdicts, back, undone, undoing, seen, refused, names, lost: false };
  mine.pending.push(entry);
  if (!undoing) undoable.push(entry);
  showKeeping(++onTheirWay);
  show(mine, !refused);
  entry.sending = mine.sending.then(() => send(mine, entry));
  mine.sending = entry.sending;
  for (const name of names) sendings.set(name, entry.sending);
  return entry.sending;
}
/* What is shown is what was kept and what is on its way. Where the service has kept what is shown already,
   the page is left alone: somebody may be typing or choosing in it. */
function show(mine, redraw = false) {
  const before = mine.verdicts;
  /* What the service may refuse, such as a date typed by hand, shows when it is kept. */
  const sure = mine.pending.filter((entry) => !entry.refused);
  const added = sure.flatMap((entry) => entry.verdicts);
  mine.verdicts = applied(mine, mine.kept, added);
  if (isOpen(mine)) changed(redraw || !sameSight(before, mine.verdicts));
}
const IN_SIGHT = ["topics", "names", "mentions", "dates", "pairs", "read", "skipped", "shown", "gold"];
const sameSight = (one, other) =>
  IN_SIGHT.every((key) => JSON.stringify(one[key] ?? null) === JSON.stringify(other[key] ?? null));
async function send(mine, entry) {
  if (entry.undone && entry.undone.lost) {
    settle(mine, entry);
    return true; // what was to be taken back was never kept
  }
  try {
    if (mine.conflict && entry.seen === null) throw new Overtaken();
    /* What takes the verdict before back is known only when the service has answered that one. */
    if (entry.undone) entry.verdicts = entry.undone.back;
    const found = await post(
      "corrections",
      {
        ...(mine.stored ? { key: mine.key } : { article: sendable(mine.article) }),
        verdicts: entry.verdicts,
        who: editor(),
        page: pageId(),
        seen: entry.seen === null ? mine.kept.last : entry.seen,
        model: mine.model,
      },
      { quiet: true },
    );
    adopt(mine, found);
    if (found.undo) entry.back = found.undo;
    settle(mine, entry);
    if (isOpen(mine)) {
      complain(null);
      if (!mine.pending.length) say(t(entry.undoing ? "undone" : "kept"));
    }
    return true;
  } catch (error) {
    entry.lost = true;
    settle(mine, entry);
    if (undoable.includes(entry)) undoable.splice(undoable.indexOf(entry), 1);
    notKept(mine, entry, error);
    return false;
  }
}
/* Show a message once the last verdict on an article is kept; the verdict's own message would replace it. */
export async function sayAfter(one, message) {
  if (!one || (await one.sending) !== false) say(t(message));
}
/* A verdict that follows one which waits for an editor's decision. */
class Overtaken extends Error {}

function adopt(mine, found) {
  const { text } = mine.article;
  mine.article = { ...mine.article, ...(found.article || {}), text };
  Object.assign(mine, { kept: found, key: found.key, stored: true });
  if (found.tags) Object.assign(mine, { tags: found.tags, model: found.model });
}
function settle(mine, entry) {
  for (const name of entry.names) if (sendings.get(name) === entry.sending) sendings.delete(name);
  mine.pending = mine.pending.filter((one) => one !== entry);
  showKeeping(--onTheirWay);
  show(mine);
}
function notKept(mine, entry, error) {
  const content = error instanceof Refusal ? error.content : {};
  if (error instanceof Overtaken) mine.conflict.mine.push(...entry.verdicts);
  else if (error.status === 409 && content.code === "model_changed") {
    adopt(mine, content.corrected);
    show(mine, true);
    if (isOpen(mine)) complain(error);
    else mourn(mine.article, error, () => reopen(mine));
    return;
  } else if (error.status === 409) {
    mine.conflict = { ...content, mine: [...entry.verdicts], undoing: entry.undoing };
    if (!conflicted.includes(mine)) conflicted.push(mine);
    if (isOpen(mine)) say("");
  } else if (!isOpen(mine)) mourn(mine.article, error, () => reopen(mine));
  else if (!entry.refused || !entry.refused(error)) complain(error);
  changed(false);
}

/* Take the last verdict back, on whatever article it was; one after the other, however fast they are asked
   for. */
let undoings = Promise.resolve();
export function undo() {
  undoings = undoings.then(undoLast).catch(complain);
  return undoings;
}
async function undoLast() {
  const last = undoable.pop();
  if (!last) {
    say(t("nothing_to_undo"));
    return;
  }
  let on = last.one;
  if (!isOpen(on)) {
    const done = busy();
    await on.sending;
    done();
    if (last.lost) return;
    /* The article may be open again, in a session of its own. */
    on = current && current.ready && current.key === on.key ? current : await reopen(on);
  }
  if (!on) {
    undoable.push(last);
    return;
  }
  judgeOn(on, last.back, { undone: last }).then((kept) => {
    if (!kept && !last.lost) undoable.push(last);
  });
}
let reopen = async () => null;
/* How an article that was open before is opened again: its address and lists are the page's business. */
export const onReopen = (how) => {
  reopen = how;
};

/* Somebody else judged in the meantime: keep both, or take theirs. */
function settled(mine) {
  const { conflict } = mine;
  mine.conflict = null;
  conflicted.splice(conflicted.indexOf(mine), 1);
  return conflict;
}
export function keepMine(mine) {
  const conflict = settled(mine);
  return judgeOn(mine, conflict.mine, { undoing: conflict.undoing, seen: conflict.seen });
}
export async function takeTheirs(mine) {
  try {
    const found = await post("corrections", {
      ...(mine.stored ? { key: mine.key } : { article: sendable(mine.article) }),
      verdicts: [],
      tags: true,
      suggest: NEAR,
      who: editor(),
      page: pageId(),
    });
    settled(mine);
    adopt(mine, found);
    show(mine, true);
  } catch (error) {
    complain(error);
  }
}
