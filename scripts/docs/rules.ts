/** The pages of docs/rules, made from the rules. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rules } from "../../server/src/rules/index.ts";
import { indexOf, markdownOf } from "../../server/src/rules/page.ts";

/** Writes what has changed, removes what has no rule, and says how much that was. */
export function writeRules(folder: string): string {
  const pages = new Map([...rules.values()].map((rule) => [`${rule.code}.md`, markdownOf(rule)]));
  pages.set("README.md", indexOf(rules.values()));
  mkdirSync(folder, { recursive: true });
  const there = readdirSync(folder);
  const isStale = (name: string, text: string): boolean => !there.includes(name) || readFileSync(path.join(folder, name), "utf8") !== text;
  const stale = [...pages].filter(([name, text]) => isStale(name, text));
  const surplus = there.filter((name) => !pages.has(name));
  for (const [name, text] of stale) writeFileSync(path.join(folder, name), text);
  for (const name of surplus) rmSync(path.join(folder, name));
  return `docs/rules: ${pages.size} pages, ${stale.length} written, ${surplus.length} removed`;
}
