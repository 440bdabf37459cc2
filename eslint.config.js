import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "max-len": [
    "error",
    { code: 110, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true },
  ],
  "max-lines": ["error", 400],

  "no-shadow": "error",
  "no-unused-vars": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "one-var": ["error", "never"],
  "prefer-const": "error",
  "prefer-template": "error",
};

export default [
  { ignores: ["**/.venv/", "build/", "dist/", "site/", "html/", "htmlcov/"] },
  { rules, linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["src/newstagger/*/web/**/*.js"],
    languageOptions: { globals: globals.browser },
  },
  {
    // Inlined into a report in this order, as one script.
    files: ["src/newstagger/*/templates/*.js"],
    languageOptions: { sourceType: "script", globals: globals.browser },
  },
  {
    files: ["tests/web/**/*.js"],
    languageOptions: { globals: globals.node },
  },
];
