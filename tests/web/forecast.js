/* What the page shows of verdicts on their way: a line of JSON in, one out (for test_forecast.py). */
import { createInterface } from "node:readline";

import { applied } from "../../src/newstagger/_serve/web/pending.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { tags, kept, edits } = JSON.parse(line);
  const text = (field, { start, end }) =>
    Array.from(field === "title" ? tags.title : tags.text)
      .slice(start, end)
      .join("");
  process.stdout.write(`${JSON.stringify(applied({ tags, text }, kept, edits))}\n`);
}
