/* The value of a date, said as people say it: in words, which the service resolves against the article's
   date, or by the calendar. */
import { h, t } from "./base.js";
import { ask } from "./service.js";
import { humanValue, weekdayOf } from "./values.js";

/* A pause in typing after which the service is asked what the words mean. */
const PAUSE = 250;

/* What words are worth on the day of the article: the dates that the service finds in them. */
export function known(one, words) {
  const query = new URLSearchParams({ words });
  if (one.tags.published) query.set("published", one.tags.published);
  return ask(`dates?${query}`, { quiet: true });
}
/* A value in words, a day with its weekday. */
function meaning({ type, value }) {
  if (!value) return t(type === "SET" ? "recurring" : "unknown");
  const weekday = weekdayOf(value);
  return weekday ? `${weekday} ${humanValue(value, type)}` : humanValue(value, type);
}
const dayOf = (value) => (/^\d{4}-\d\d-\d\d/.exec(value || "") || [""])[0];

/* The form of a date; `send` keeps what it says. date: its type and value. state: what was typed, what it is
   worth, and what could not be kept; it outlives the form, which is drawn anew whenever something else of the
   article changes. */
export function dateForm(one, date, state, send) {
  let wait = 0;
  const worth = h("output", { id: "date-worth", for: "date-words" });
  const wrong = h("p", { class: "wrong-value", id: "date-wrong", role: "alert" });
  const words = h("input", {
    id: "date-words",
    value: state.typed || "",
    maxlength: 90,
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    placeholder: t("date_example"),
    "aria-invalid": state.wrong ? "true" : null,
    "aria-describedby": "date-forms date-wrong",
    "data-focus": "menu words",
    oninput: () => {
      Object.assign(state, { typed: words.value, wrong: null });
      words.removeAttribute("aria-invalid");
      wrong.textContent = "";
      clearTimeout(wait);
      wait = setTimeout(preview, PAUSE);
    },
  });
  const calendar = h("input", {
    type: "date",
    id: "date-day",
    value: dayOf((state.worth || date).value),
    "data-focus": "menu day",
    onchange: () => {
      words.value = "";
      Object.assign(state, { typed: "", wrong: null });
      state.worth = calendar.value ? { type: "DATE", value: calendar.value } : date;
      showWorth();
    },
  });
  function showWorth() {
    const now = state.worth === undefined ? date : state.worth;
    worth.textContent = now ? meaning(now) : t("date_unclear");
    if (now && dayOf(now.value)) calendar.value = dayOf(now.value);
  }
  async function preview() {
    const typed = words.value.trim();
    const found = typed ? await known(one, typed).catch(() => []) : [date];
    if (typed !== (state.typed || "").trim()) return;
    state.worth = found[0] || null;
    showWorth();
  }
  const said = () => {
    if (words.value.trim()) return words.value.trim();
    const { type, value } = state.worth || date;
    return value ? `${type} ${value}` : type;
  };
  showWorth();
  if (state.wrong) wrong.textContent = t("value_wrong", state.wrong);
  return h(
    "form",
    {
      class: "value",
      onsubmit: (event) => {
        event.preventDefault();
        clearTimeout(wait);
        send(said());
      },
    },
    h("p", { class: "worth" }, "= ", worth),
    h("div", { class: "field" }, h("label", { for: "date-words" }, t("date_words")), words),
    h("div", { class: "field" }, h("label", { for: "date-day" }, t("date_day")), calendar),
    h("p", { class: "hint", id: "date-forms" }, t("date_forms")),
    wrong,
    h(
      "div",
      { class: "choices" },
      h("button", { class: "main", "data-focus": "menu save" }, t("save")),
      h(
        "button",
        { type: "button", class: "plain", "data-focus": "menu unknown", onclick: () => send("DATE") },
        t("date_open"),
      ),
    ),
  );
}
