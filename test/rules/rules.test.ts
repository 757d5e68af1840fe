/** Every code that the analysis can give has a page, every page a code; and each page's programs do what it says. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { rules } from "../../server/src/rules/index.ts";
import { markdownOf } from "../../server/src/rules/page.ts";
import { analyse, prepareAnalysis } from "../analysis.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** The strings of the sources that are shaped like a code, outside the pages themselves. */
function stringsOf(folder: string): Set<string> {
  const out = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!entry.endsWith(".ts") || /^rules[\\/]/.test(entry)) continue;
    for (const m of readFileSync(path.join(folder, entry), "utf8").matchAll(/"([a-z]+(?:-[a-z]+)*)"/g)) out.add(m[1] ?? "");
  }
  return out;
}

/** The codes that are given where a rule is named. */
function codesGiven(folder: string): Set<string> {
  const out = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!entry.endsWith(".ts") || /^rules[\\/]/.test(entry)) continue;
    const text = readFileSync(path.join(folder, entry), "utf8");
    for (const m of text.matchAll(/\b(?:rule|code): (?:[^"\n]{0,60}\? )?"([a-z]+(?:-[a-z]+)*)"(?: : "([a-z-]+)")?/g)) for (const code of m.slice(1)) if (code) out.add(code);
  }
  return out;
}

describe("rules", () => {
  const folder = path.join(root, "server/src");

  it("have a page for every code that is given", () => {
    assert.deepEqual([...codesGiven(folder)].filter((code) => !rules.has(code)), []);
  });

  it("have a code that is given for every page", () => {
    const strings = stringsOf(folder);
    assert.deepEqual([...rules.keys()].filter((code) => !strings.has(code)), []);
  });

  it("have the pages of docs/rules", () => {
    const stale = [...rules.values()].filter((rule) => readFileSync(path.join(root, `docs/rules/${rule.code}.md`), "utf8") !== markdownOf(rule));
    assert.deepEqual(stale.map((rule) => rule.code), [], "run npm run docs");
    assert.equal(readdirSync(path.join(root, "docs/rules")).length, rules.size + 1);
  });

  describe("examples", () => {
    before(prepareAnalysis);
    for (const rule of rules.values()) {
      it(`of ${rule.code}`, () => {
        const told = (text: string): string[] => analyse(text.slice(1), rule.files).diagnostics.map((d) => `${d.severity} ${d.code}`);
        assert.deepEqual([...new Set(told(rule.bad))], [`${rule.severity} ${rule.code}`]);
        assert.deepEqual(told(rule.good), []);
      });
    }
  });
});
