/** Rules as Markdown. */
import type { Rule } from "./rule.ts";

/** A rule's page, as it stands in docs/rules. */
export function markdownOf(rule: Rule): string {
  const code = (text: string): string => `\`\`\`python\n${text.trim()}\n\`\`\``;
  return `${[
    `# ${rule.code}`,
    `${rule.title}. Told as ${ARTICLES[rule.severity]}.`,
    "## What it finds",
    rule.what,
    "## Why it matters",
    rule.why,
    "## Example",
    code(rule.bad),
    "Mended:",
    code(rule.good),
    "## How to mend it",
    rule.fix,
    "## When not to trust it",
    rule.doubt,
    "## How to silence it",
    `\`# shapelint: ignore[${rule.code}]\` on the line, \`# shapelint: ignore-file[${rule.code}]\` for a file, or \`"${rule.code}" = "off"\` under \`[tool.shapelint.rules]\` in pyproject.toml (the levels are off, hint, information, warning and error).`,
  ].join("\n\n")}\n`;
}

const ARTICLES: Readonly<Record<Rule["severity"], string>> = { error: "an error", warning: "a warning", information: "an information", hint: "a hint" };

/** The list of all pages. */
export function indexOf(rules: Iterable<Rule>): string {
  const rows = Array.from(rules, (r) => `| [${r.code}](${r.code}.md) | ${r.severity} | ${r.title} |`);
  return `# Rules\n\nMade by \`npm run docs\` from \`server/src/rules\`; each example is run as a test.\n\n| code | told as | what |\n|---|---|---|\n${rows.join("\n")}\n`;
}
