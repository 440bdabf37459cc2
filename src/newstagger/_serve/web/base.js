/* Elements and words, which every other module uses. */
import { ENGLISH } from "./words/en.js";
import { FRENCH } from "./words/fr.js";

export const WORDS = { fr: FRENCH, en: ENGLISH };

export const $ = (id) => document.getElementById(id);
/* What holds for the whole page, whatever article is open; topics are those of the model and those that
   editors added. */
export const app = { language: "fr", health: null, topics: [] };
export const t = (key, ...args) => {
  const word = WORDS[app.language][key];
  const said = typeof word === "function" ? word(...args) : word;
  return app.language === "fr" ? typeset(said) : said;
};
/* French spaces that no line may be broken at: before high punctuation, inside guillemets, between a number
   and what it counts. */
function typeset(said) {
  if (Array.isArray(said)) return said.map(typeset);
  if (typeof said !== "string") return said;
  return said
    .replace(/ ([;!?])/g, "\u202f$1")
    .replace(/ ([:»])/g, "\u00a0$1")
    .replace(/« /g, "«\u00a0")
    .replace(/(\d) (?=\p{L})/gu, "$1\u00a0");
}
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
export const heading = (article) =>
  article.title || article.text.slice(0, 80).split("\n")[0] || t("untitled");
