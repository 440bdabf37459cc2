/* All articles of a dropped file: a table with their topics, and one download of all tags. */
import { $, app, ask, complain, h, heading, post, sendable, t } from "./base.js";

const AT_ONCE = 10;
export const file = { articles: [], tags: [], name: "" };
let reading = 0;

export async function readBytes(data, name) {
  const found = await ask(`/read?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: data,
  });
  return found;
}
export async function readFile(one) {
  const mine = ++reading;
  const found = await readBytes(await one.arrayBuffer(), one.name);
  if (mine !== reading) return null;
  Object.assign(file, { articles: found.articles, tags: [], name: one.name });
  if (found.problems.length) complain(new Error(found.problems.join("\n")));
  return found.articles;
}
export function forget() {
  reading++;
  Object.assign(file, { articles: [], tags: [], name: "" });
  showFile();
}

/* The table, filled as the tags come. */
export function showFile(openAt) {
  $("file-part").hidden = file.articles.length < 2;
  if ($("file-part").hidden) return;
  $("file-title").textContent = t("file_title", file.articles.length);
  const done = file.tags.filter(Boolean).length;
  $("file-list").replaceChildren(
    h(
      "table",
      { class: "review" },
      h(
        "thead",
        {},
        h("tr", {}, h("th", { scope: "col" }, t("col_article")), h("th", { scope: "col" }, t("topics"))),
      ),
      h(
        "tbody",
        {},
        ...file.articles.map((article, i) =>
          h(
            "tr",
            {},
            h(
              "td",
              {},
              h(
                "button",
                { type: "button", class: "link", onclick: () => (openAt || lastOpen)(i) },
                heading(article),
              ),
            ),
            h(
              "td",
              {},
              file.tags[i]
                ? file.tags[i].error || file.tags[i].topics.map((topic) => topic.label).join(", ") || "—"
                : "…",
            ),
          ),
        ),
      ),
    ),
  );
  $("file-actions").replaceChildren(
    h("span", { class: "quiet" }, t("file_done", done, file.articles.length)),
    h(
      "button",
      { type: "button", class: "plain", disabled: done < file.articles.length, onclick: download },
      t("file_all"),
    ),
  );
  if (openAt) lastOpen = openAt;
}
let lastOpen = () => {};
export async function tagFile(openAt) {
  const mine = reading;
  showFile(openAt);
  for (let at = 0; at < file.articles.length; at += AT_ONCE) {
    const some = file.articles.slice(at, at + AT_ONCE);
    const found = await post("/tag", some.map(sendable));
    if (mine !== reading) return;
    found.forEach((tags, i) => {
      file.tags[at + i] = tags;
    });
    showFile(openAt);
  }
}
function download() {
  const lines = file.tags.map((tags) => `${JSON.stringify(tags)}\n`).join("");
  save(lines, "application/x-ndjson", `${file.name.replace(/\.[^.]*$/, "") || "articles"}.tags.jsonl`);
}
export function save(content, type, name) {
  const link = h("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
export const languageChanged = () => {
  if (app.language) showFile();
};
