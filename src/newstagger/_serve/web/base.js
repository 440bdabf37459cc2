/* Elements, requests, numbers and days: what every other module stands on. */
import { ENGLISH } from "./words/en.js";
import { FRENCH } from "./words/fr.js";

export const WORDS = { fr: FRENCH, en: ENGLISH };

export const $ = (id) => document.getElementById(id);
/* What holds for the whole page, whatever article is open. */
export const app = { language: "fr", health: null, topics: [] };
export const t = (key, ...args) => {
  const word = WORDS[app.language][key];
  return typeof word === "function" ? word(...args) : word;
};
export const remember = (key, value, store = localStorage) => {
  try {
    store.setItem(key, value);
  } catch {
    /* private browsing */
  }
};
export const recall = (key, store = localStorage) => {
  try {
    return store.getItem(key);
  } catch {
    return null;
  }
};

/* An element; everything that comes from an article goes in as text, never as markup. */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "width") made.style.width = value;
    else if (name === "share") made.style.setProperty("--share", value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/* A choice that the arrow keys go through without storing anything: by keyboard it is Enter that chooses. */
export function choice(attributes, options, now, commit) {
  let byKeys = false;
  const made = h(
    "select",
    {
      ...attributes,
      onpointerdown: () => {
        byKeys = false;
      },
      onkeydown: (event) => {
        if (event.key === "Enter" && made.value !== now) {
          event.preventDefault();
          commit(made.value);
        } else if (event.key === "Escape") made.value = now;
        else byKeys = true;
      },
      onchange: () => {
        if (!byKeys) commit(made.value);
      },
      onblur: () => {
        made.value = now;
      },
    },
    ...options.map(([value, name]) => h("option", { value, selected: value === now }, name)),
  );
  return made;
}
/* The service's refusal: its sentence, status and whatever else it says. */
export class Refusal extends Error {
  constructor(status, content) {
    super(content.detail);
    this.status = status;
    this.content = content;
  }
}
export async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error(t("offline"));
  }
  const content = await answer.json().catch(() => ({ detail: answer.statusText }));
  if (!answer.ok) {
    throw new Refusal(answer.status, { ...content, detail: content.detail || answer.statusText });
  }
  return content;
}
export const post = (path, value) =>
  ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(value) });

export const say = (message) => {
  $("status").textContent = message;
};
export function complain(error) {
  $("problem").textContent = error ? error.message : "";
  $("problem").hidden = !error;
  if (error) $("problem").scrollIntoView({ block: "nearest" });
}

export const number = (value) =>
  new Intl.NumberFormat(app.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
export const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replaceAll("’", "'")
    .toLowerCase();
const first = (text) => (app.language === "fr" ? text.replace(/^1 /, "1er ") : text);
export function humanDay(day) {
  const [year, month, date] = day.split("-").map(Number);
  return first(
    new Intl.DateTimeFormat(app.language, {
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone: "UTC",
    }).format(new Date(Date.UTC(year, month - 1, date))),
  );
}
export const humanMoment = (moment) =>
  `${humanDay(moment.slice(0, 10))}${moment.length > 10 ? `, ${moment.slice(11, 16).replace(":", app.language === "fr" ? " h " : ":")}` : ""}`;
/* « P25Y » is 25 ans, « XXXX-WXX-1 » is chaque lundi; what is neither stays as it is. */
export function humanValue(value) {
  const length =
    /^P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
      value,
    );
  if (length) {
    return ["Y", "M", "W", "D", "H", "TM", "S"]
      .map((unit, i) => (length[i + 1] ? t(`unit_${unit}`, Number(length[i + 1])) : null))
      .filter(Boolean)
      .join(" ")
      .replaceAll(".", app.language === "fr" ? "," : ".");
  }
  const day = /^XXXX-WXX-([1-7])$/.exec(value);
  if (day) {
    return t(
      "every",
      new Intl.DateTimeFormat(app.language, { weekday: "long", timeZone: "UTC" }).format(
        new Date(Date.UTC(2024, 0, Number(day[1]))),
      ),
    );
  }
  return value;
}
export const heading = (article) =>
  article.title || article.text.slice(0, 80).split("\n")[0] || t("untitled");
export const sendable = (a) => ({
  text: a.text,
  id: a.id || "",
  title: a.title || null,
  published: a.published || null,
  url: a.url || null,
  author: a.author || null,
  source: a.source || null,
  declared_topics: a.declared_topics || [],
});
