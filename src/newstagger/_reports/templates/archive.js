"use strict";
// A figure's address says which articles are its own: #sujet=Sport, #du=2024-01-01&au=2024-01-31. The page is
// complete without this script; with it the list shows those articles, and those alone that have the words
// searched.
const PAGE = 50;
const EXTRACT = 240;
const KINDS = {
  sujet: "sujet",
  personne: "personne",
  organisation: "organisation",
  lieu: "lieu",
  carte: "sur la carte",
};
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const rows = [...byId("list").children];
const days = rows.map((row) => row.querySelector("time").getAttribute("datetime") || "");
const topical = rows.map((row) => row.querySelector("b") !== null);
const sets = data.rows.map(([keys]) => new Set(keys));
const numbers = new Map(data.keys.map(([kind, name], at) => [`${kind}=${name}`, at]));
const names = new Map((data.names || []).map(([key, name]) => [key, name]));
const box = byId("filter");
const shown = byId("shown");
const more = byId("more");
const chosen = byId("chosen");
const list = byId("list");
const sort = byId("sort");
const combine = byId("combine");
const download = byId("download");
const byTitle = new Intl.Collator("fr");
const titles = rows.map((row) => row.querySelector("h3").textContent);
/* The list comes with the latest first; articles without a day stay last. */
const ORDERS = {
  oldest: (a, b) => (days[a] || "9").localeCompare(days[b] || "9"),
  title: (a, b) => byTitle.compare(titles[a], titles[b]),
};
const french = new Intl.NumberFormat("fr-FR");
const counted = (count) => `${french.format(count)}\u00a0article${count < 2 ? "" : "s"}`;
const foldOne = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/[’ʼ]/g, "'")
    .replace(/\s/g, " ");
let folded = null;
let matching = [];
let limit = PAGE;

// Folding all texts takes a moment; nobody waits for it who does not search.
const texts = () => (folded ??= rows.map((row, at) => foldOne(`${row.textContent}\n${data.rows[at][1]}`)));
const words = () => foldOne(box.value).split(" ").filter(Boolean);
const wanted = () =>
  [...new URLSearchParams(location.hash.slice(1))].filter(
    ([kind]) => kind in KINDS || ["du", "au", "sans"].includes(kind),
  );

function fits(at, [kind, value]) {
  if (kind === "du") return days[at] >= value;
  if (kind === "au") return days[at] !== "" && days[at] <= value;
  if (kind === "sans") return value === "sujet" ? !topical[at] : days[at] === "";
  return sets[at].has(numbers.get(`${kind}=${value}`));
}

function day(value) {
  const date = new Date(`${value}T00:00Z`);
  return Number.isNaN(date.getTime())
    ? value
    : new Intl.DateTimeFormat("fr-FR", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })
        .format(date)
        .replace(/^1 /, "1er ");
}

function said([kind, value]) {
  if (kind === "du" || kind === "au") return `${kind} ${day(value)}`;
  if (kind === "sans") return `sans ${value}`;
  return `${KINDS[kind]}\u00a0: ${names.get(value) && kind === "carte" ? names.get(value) : value}`;
}

function showChosen(pairs) {
  chosen.replaceChildren(
    ...pairs.map((pair, at) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${said(pair)} ×`;
      button.setAttribute("aria-label", `Ne plus choisir ${said(pair)}`);
      button.addEventListener("click", () => {
        const left = new URLSearchParams(pairs.filter((_, other) => other !== at)).toString();
        location.hash = left.replace(/\+/g, "%20") || "tout=1";
      });
      item.append(button);
      return item;
    }),
  );
}

// The words found are marked; folding may change lengths (« œ »), so each sign remembers where it came from.
function marked(text, searched) {
  let flat = "";
  const from = [];
  let at = 0;
  for (const sign of text) {
    for (const one of foldOne(sign)) {
      flat += one;
      from.push(at);
    }
    at += sign.length;
  }
  from.push(text.length);
  const found = [];
  for (const word of searched) {
    for (
      let start = flat.indexOf(word);
      start >= 0 && found.length < 500;
      start = flat.indexOf(word, start + word.length)
    ) {
      found.push([from[start], from[start + word.length]]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

function put(place, text, spans, start, end) {
  const parts = [start > 0 ? "…" : ""];
  let at = start;
  for (const [first, last] of spans) {
    if (first < at || last > end) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(first, last);
    parts.push(text.slice(at, first), mark);
    at = last;
  }
  parts.push(text.slice(at, end), end < text.length ? "… " : "");
  place.replaceChildren(...parts);
}

function extract(at, searched) {
  const row = rows[at];
  const text = data.rows[at][1].trim();
  row.querySelector(".text")?.remove();
  if (!text) return;
  const place = document.createElement("p");
  const spans = marked(text, searched);
  place.className = "text";
  const start =
    spans.length && spans[0][0] > EXTRACT / 2 ? text.lastIndexOf(" ", spans[0][0] - EXTRACT / 4) + 1 : 0;
  const end =
    start + EXTRACT >= text.length
      ? text.length
      : Math.max(text.lastIndexOf(" ", start + EXTRACT), start + EXTRACT / 2);
  put(place, text, spans, start, end);
  if (start > 0 || end < text.length) {
    const button = document.createElement("button");
    button.type = "button";
    const fold = (whole) => {
      place.classList.toggle("whole", whole);
      if (whole) put(place, text, spans, 0, text.length);
      else put(place, text, spans, start, end);
      button.textContent = whole ? "replier" : "lire tout";
      button.setAttribute("aria-label", `${whole ? "Replier" : "Lire tout"}\u00a0: ${titles[at]}`);
      place.append(button);
    };
    button.addEventListener("click", () => {
      fold(!place.classList.contains("whole"));
      place.tabIndex = -1;
      place.focus();
    });
    fold(false);
  }
  row.append(place);
}

function show() {
  const visible = new Set(matching.slice(0, limit));
  const searched = words();
  rows.forEach((row, at) => {
    if (row.hidden === visible.has(at)) row.hidden = !row.hidden;
  });
  for (const at of visible) extract(at, searched);
  list.prepend(...[...visible].map((at) => rows[at]));
  more.hidden = matching.length <= limit;
  more.textContent = `Montrer la suite (${french.format(matching.length - limit)})`;
}

function apply() {
  const pairs = wanted();
  const searched = words();
  matching = rows.map((_, at) => at).filter((at) => pairs.every((pair) => fits(at, pair)));
  if (searched.length) {
    matching = matching.filter((at) => searched.every((word) => texts()[at].includes(word)));
  }
  if (ORDERS[sort.value]) matching.sort(ORDERS[sort.value]);
  limit = PAGE;
  showChosen(pairs);
  download.hidden = !matching.length;
  shown.textContent = matching.length ? counted(matching.length) : "Aucun article";
  show();
}

function follow() {
  apply();
  if (location.hash.length > 1) byId("articles").focus();
}

let waiting = 0;
box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(apply, 80);
});
more.addEventListener("click", () => {
  const next = matching[limit];
  limit += PAGE;
  show();
  rows[next].tabIndex = -1;
  rows[next].focus();
});
sort.addEventListener("change", apply);
/* The articles found as a table; a cell that a spreadsheet would take for a formula is quoted. */
const cell = (text) => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
function describe(at) {
  const link = rows[at].querySelector("h3 a");
  const kept = (kind) => data.rows[at][0].map((number) => data.keys[number]).filter(([its]) => its === kind);
  const lists = ["sujet", "personne", "organisation", "lieu"].map((kind) =>
    kept(kind)
      .map(([, name]) => name)
      .join(" ; "),
  );
  return [titles[at], days[at], link ? link.href : "", ...lists].map(cell).join(",");
}
download.addEventListener("click", () => {
  const lines = ["titre,date,adresse,sujets,personnes,organisations,lieux", ...matching.map(describe)];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  link.download = "articles.csv";
  link.click();
  URL.revokeObjectURL(link.href);
});
/* With « cumuler » a figure is added to the choice; a day or a lack takes the place of another one. */
function join(address) {
  const pairs = wanted();
  for (const [kind, value] of new URLSearchParams(address.slice(1))) {
    const single = ["du", "au", "sans"].includes(kind);
    const there = pairs.findIndex(([its, other]) => its === kind && (single || other === value));
    if (there >= 0) pairs.splice(there, 1);
    if (kind !== "tout") pairs.push([kind, value]);
  }
  return new URLSearchParams(pairs).toString().replace(/\+/g, "%20");
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || !combine.checked || link.getAttribute("href") === "#tout=1") return;
  event.preventDefault();
  const address = `#${join(link.getAttribute("href"))}`;
  if (address === location.hash) follow();
  else location.hash = address;
});
// The same figure again changes no address, but whoever follows it wants to be taken there.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link && !event.defaultPrevented && link.getAttribute("href") === location.hash) follow();
});
addEventListener("hashchange", follow);
document.querySelector(".filter").hidden = false;
follow();
