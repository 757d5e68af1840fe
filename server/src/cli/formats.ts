/** `check` results for other tools: SARIF 2.1.0 and GitHub's annotations. */
import { rules as known } from "../rules/index.ts";
import { markdownOf } from "../rules/page.ts";
import type { CheckedFile } from "./check.ts";

const LEVELS = { error: "error", warning: "warning", information: "note", hint: "note" } as const;

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarif(files: readonly CheckedFile[], version: string, show: (path: string) => string): string {
  const place = (path: string, r: CheckedFile["diagnostics"][number]["range"]): object => ({
    physicalLocation: { artifactLocation: { uri: encodeURI(show(path)) }, region: { startLine: r.start.line + 1, startColumn: r.start.character + 1, endLine: r.end.line + 1, endColumn: r.end.character + 1 } },
  });
  const results = files.flatMap((f) => f.diagnostics.map((d) => ({
    ruleId: d.code,
    level: LEVELS[d.severity],
    message: { text: d.message },
    locations: [place(f.path, d.range)],
    relatedLocations: d.related.map((r) => ({ ...place(r.path, r.range), message: { text: r.message } })),
  })));
  const rules = [...new Set(results.map((r) => r.ruleId))].map(descriptor);
  return JSON.stringify({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [{ columnKind: "utf16CodeUnits", tool: { driver: { name: "shapelint", version, rules } }, results }] }, null, 2);
}

/** What a tool shows beside a result: the rule's title and its page. */
function descriptor(id: string): object {
  const rule = known.get(id);
  if (!rule) return { id };
  return {
    id,
    name: rule.title,
    shortDescription: { text: rule.title },
    fullDescription: { text: `${rule.what} ${rule.why}` },
    help: { text: `${rule.what} ${rule.why} ${rule.fix}`, markdown: markdownOf(rule) },
    defaultConfiguration: { level: LEVELS[rule.severity] },
  };
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export function github(files: readonly CheckedFile[], show: (path: string) => string): string {
  const data = (s: string): string => s.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = (s: string): string => data(s).replaceAll(":", "%3A").replaceAll(",", "%2C");
  const level = { error: "error", warning: "warning", information: "notice", hint: "notice" } as const;
  return files.flatMap((f) => f.diagnostics.map((d) => `::${level[d.severity]} file=${property(show(f.path))},line=${d.range.start.line + 1},col=${d.range.start.character + 1},endLine=${d.range.end.line + 1},endColumn=${d.range.end.character + 1},title=${property(d.code)}::${data(d.message)}`)).join("\n");
}
