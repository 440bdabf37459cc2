/* The way through a list of a review: which article comes next, which this page has open, and what must be
   kept before it is left. */
import { $ } from "../base.js";
import { editor, pageId, post } from "../service.js";
import { isKeeping, whenAllKept, whenKept } from "../session.js";
import { filter, wanted } from "./lists.js";

/* --- one article after the other */
/* Articles in the order in which they were opened. */
const seen = [];
export function visited(key) {
  if (!seen.includes(key)) seen.push(key);
}
/* The article after another one: its key, or null at the end. Those that somebody else has open are passed
   over; the other one stays leased to this page, which shows it. */
export async function following(key) {
  const at = seen.indexOf(key);
  if (at >= 0 && at + 1 < seen.length) return seen[at + 1];
  const found = await post(
    "review/next",
    { ...filter(), sort: wanted.sort, after: key || null, keep: true, page: pageId(), who: editor() },
    { quiet: true },
  );
  return found.key;
}
export function preceding(key) {
  const at = seen.indexOf(key);
  return at > 0 ? seen[at - 1] : null;
}

/* --- articles that this page has open or will open next, so that nobody else is handed them */
const RENEW = 40_000;
const leases = new Map();
/* Leases that are being given back, by article: a lease is not taken again until its return has arrived. */
const returning = new Map();
/* Go on leasing an article. */
function hold(key) {
  clearInterval(leases.get(key));
  const again = () => renew(key).catch(() => {});
  leases.set(key, setInterval(again, RENEW));
}
/* Lease an article, and say who else has it open. */
export async function lease(key) {
  hold(key);
  await returning.get(key);
  return (await renew(key)).taken_by || null;
}
/* Lease an article that will probably be opened next, or give it back where nobody wants it any more. */
export function leaseAhead(key, isWanted) {
  if (isWanted()) lease(key).catch(() => {});
  else giveBack(key);
}
const pathOf = (key) => `articles/${encodeURIComponent(key)}/lease`;
const renew = (key) => post(pathOf(key), { page: pageId(), who: editor() }, { quiet: true });
/* Give an article back, but not before all that was said of it has been kept: until then it would be handed
   to somebody else as not judged. */
async function giveBack(key) {
  const timer = leases.get(key);
  await whenKept(key);
  if (leases.get(key) !== timer) return; // it was opened again
  clearInterval(timer);
  leases.delete(key);
  const told = post(pathOf(key), { page: pageId(), release: true }, { quiet: true }).catch(() => {});
  returning.set(key, told);
  await told;
  if (returning.get(key) === told) returning.delete(key);
}
/* Give back what was opened before an article; what follows it will be needed again after a step back. */
export function giveBackBefore(key) {
  for (const before of seen.slice(0, seen.indexOf(key))) if (leases.has(before)) giveBack(before);
}
export function giveBackAllBut(key) {
  for (const other of [...leases.keys()]) if (other !== key) giveBack(other);
}
/* --- leaving */
/* The page is being left. */
function leave() {
  const body = new Blob([JSON.stringify({ page: pageId(), release: true })], { type: "application/json" });
  for (const key of leases.keys()) navigator.sendBeacon(pathOf(key), body);
}
/* What leaves the page, or the service, has to wait for verdicts that are on their way. */
export function setUpLeaving() {
  window.addEventListener("pagehide", leave);
  window.addEventListener("beforeunload", (event) => {
    if (isKeeping()) event.preventDefault();
  });
  $("export").addEventListener("click", async (event) => {
    if (!isKeeping()) return;
    event.preventDefault();
    await whenAllKept();
    $("export").click();
  });
}
