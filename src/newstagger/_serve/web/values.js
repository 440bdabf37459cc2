/* Numbers, days and TIMEX3 values as people write them, in the page's language. */
import { app, t } from "./base.js";

export const number = (value) =>
  new Intl.NumberFormat(app.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
export const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replaceAll("’", "'")
    .toLowerCase();

/* --- days and hours */
const utc = (year, month, day = 1) => new Date(Date.UTC(year, month - 1, day));
const intl = (options, moment) => new Intl.DateTimeFormat(locale(), options).format(moment);
const locale = () => (app.language === "fr" ? "fr" : "en-GB");
/* « 1er mai », with the space that no line is broken at. */
const frenchDay = (text) =>
  app.language === "fr" ? text.replace(/^1(?= )/, "1er").replace(" ", "\u00a0") : text;

export function humanDay(day) {
  const [year, month, date] = day.split("-").map(Number);
  return frenchDay(
    intl({ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }, utc(year, month, date)),
  );
}
/* « 18:30 » as « 18 h 30 ». */
export function humanHour(clock) {
  const [hour, minute, second] = clock.split(":");
  if (app.language !== "fr") return second && second !== "00" ? clock : `${hour}:${minute}`;
  const found = `${Number(hour)} h${minute === "00" ? "" : ` ${minute}`}`;
  return (second && second !== "00" ? `${Number(hour)} h ${minute} min ${second} s` : found).replaceAll(
    " ",
    "\u00a0",
  );
}
/* A day, or a moment. A moment with its offset (from the service: when something was kept) is given in the
   zone of the browser; one without is shown as the article has it. */
export function humanMoment(moment) {
  if (moment.length <= 10) return humanDay(moment);
  if (!/(?:Z|[+-]\d\d:?\d\d)$/.test(moment)) {
    return `${humanDay(moment.slice(0, 10))}, ${humanHour(moment.slice(11, 16))}`;
  }
  const at = new Date(moment);
  const two = (part) => String(part).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${humanDay(day)}, ${humanHour(`${two(at.getHours())}:${two(at.getMinutes())}`)}`;
}

/* --- TIMEX3 */
const PART = /T(MO|AF|EV|NI)$/;
const CLOCK = /T(\d\d:\d\d(?::\d\d)?)(?:Z|[+-]\d\d:\d\d)?$/;
const UNITS = ["Y", "M", "W", "D", "WE", "H", "TM", "S"];
const weekday = (n) => intl({ weekday: "long", timeZone: "UTC" }, utc(2024, 1, Number(n)));
const monthName = (month) => intl({ month: "long", timeZone: "UTC" }, utc(2024, Number(month)));
const dayAndMonth = (month, day) =>
  frenchDay(intl({ day: "numeric", month: "long", timeZone: "UTC" }, utc(2024, month, Number(day))));

/* The weekday of a value that is one day; null for all others. */
export function weekdayOf(value) {
  const day = /^(\d{4})-(\d\d)-(\d\d)(?:T|$)/.exec(value);
  if (!day || value.includes("/")) return null;
  return intl({ weekday: "long", timeZone: "UTC" }, utc(Number(day[1]), Number(day[2]), Number(day[3])));
}
/* What a value means, in words; a value that nothing is known of stays as it is.

   type: DATE, TIME, DURATION or SET; « P1M » is a month, and as a SET it is every month. */
export function humanValue(value, type = null) {
  if (!value) return t("unknown");
  const [first, second] = value.split("/");
  if (second) return humanRange(first, second) || value;
  return humanOne(first, type) || value;
}
/* A verdict on a date, « DATE 2024-03-14 », in words. */
export function humanVerdict(verdict) {
  const [, type, value] = /^(?:(DATE|TIME|DURATION|SET)\b)? ?(.*)$/.exec(verdict);
  return humanValue(value, type);
}
function humanOne(value, type) {
  return humanLength(value, type) || humanSet(value) || humanDate(value);
}
function humanLength(value, type) {
  const found =
    /^P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:([\d.]+)WE)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(
      value,
    );
  if (!found) return null;
  const said = UNITS.map((unit, n) => [unit, found[n + 1]]).filter(([, length]) => length);
  if (type === "SET" && said.length === 1) return t(`each_${said[0][0]}`, Number(said[0][1]));
  const decimal = (text) => (app.language === "fr" ? text.replace(/(\d)\.(\d)/g, "$1,$2") : text);
  const words = said.map(([unit, length]) => decimal(t(`unit_${unit}`, Number(length)))).join(" ");
  return type === "SET" ? t("each", words) : words;
}
function humanSet(value) {
  const part = PART.exec(value);
  const clock = CLOCK.exec(value);
  const base = value.replace(PART, "").replace(CLOCK, "");
  const end = part ? ` ${t(`part_${part[1]}`)}` : clock ? ` ${t("at_hour", humanHour(clock[1]))}` : "";
  if (base === "XXXX-XX-XX") return part ? t(`each_${part[1]}`) : `${t("each_D", 1)}${end}`;
  if (base === "" && clock) return humanHour(clock[1]);
  const day = /^XXXX-WXX-(?:([1-7])|WE)$/.exec(base);
  if (day) return (day[1] ? t("every", weekday(day[1])) : t("each_WE", 1)) + end;
  const ofYear = /^XXXX-(\d\d)(?:-(\d\d))?$/.exec(base);
  if (ofYear) {
    return t("every", ofYear[2] ? dayAndMonth(ofYear[1], ofYear[2]) : t("of_month", monthName(ofYear[1])));
  }
  const ofMonth = /^XXXX-XX-(\d\d)$/.exec(base);
  if (ofMonth) return t("each_month_day", Number(ofMonth[1]));
  const season = /^XXXX-(SP|SU|FA|WI)$/.exec(base);
  return season ? t("every", t(`season_${season[1]}`)) : null;
}
function humanDate(value) {
  const day = /^(\d{4}-\d\d-\d\d)(T.*)?$/.exec(value);
  if (day) {
    const part = PART.exec(value);
    const clock = CLOCK.exec(value);
    const end = part ? ` ${t(`part_${part[1]}`)}` : clock ? `, ${humanHour(clock[1])}` : "";
    return humanDay(day[1]) + end;
  }
  const found = /^(-?)(\d{4})(?:-(\d\d|W\d\d(?:-WE)?|Q\d|H\d|SP|SU|FA|WI))?$/.exec(value);
  if (!found) return null;
  const [, before, digits, rest] = found;
  const year = Number(digits);
  if (!rest) return yearName(before ? -year : year);
  if (/^\d/.test(rest)) return `${monthName(rest)} ${year}`;
  if (rest[0] === "W" && rest !== "WI") return humanWeek(year, rest);
  if (rest[0] === "Q" || rest[0] === "H") {
    return t(rest[0] === "Q" ? "quarter" : "half", Number(rest[1]), year);
  }
  return `${t(`season_${rest}`)} ${rest === "WI" ? `${year}-${year + 1}` : year}`;
}
/* The year -51 is 52 before Christ: there is a year 0 in ISO 8601. */
const yearName = (year) => (year <= 0 ? t("before_christ", 1 - year) : String(year));
/* Weeks by their Monday, week-ends by their Saturday: nobody counts weeks. */
function humanWeek(year, rest) {
  const fourth = utc(year, 1, 4);
  const monday = fourth.getUTCDate() - ((fourth.getUTCDay() + 6) % 7) + 7 * (Number(rest.slice(1, 3)) - 1);
  const weekend = rest.endsWith("-WE");
  const first = new Date(Date.UTC(year, 0, monday + (weekend ? 5 : 0)));
  return t(weekend ? "weekend_of" : "week_of", humanDay(first.toISOString().slice(0, 10)));
}
function humanRange(first, second) {
  const years = /^(-?\d{4})$/;
  if (years.test(first) && years.test(second)) return humanYears(Number(first), Number(second));
  const days = [first, second].map((one) => /^XXXX-WXX-([1-7])$/.exec(one));
  if (days[0] && days[1]) return t("from_to", weekday(days[0][1]), weekday(days[1][1]));
  const clocks = [first, second].map((one) => /^T(\d\d:\d\d)/.exec(one));
  if (clocks[0] && clocks[1]) return t("from_hour_to", humanHour(clocks[0][1]), humanHour(clocks[1][1]));
  const [from, to] = [humanOne(first, null), humanOne(second, null)];
  return from && to ? t("from_to", from, to) : null;
}
function humanYears(first, second) {
  if (second - first === 9 && first % 10 === 0) return t("decade", first);
  if (second - first === 99 && (first > 0 ? first % 100 === 1 : second % 100 === 0)) {
    return first > 0 ? t("century", (first - 1) / 100 + 1, false) : t("century", -second / 100 + 1, true);
  }
  return `${yearName(first)}–${yearName(second)}`;
}
