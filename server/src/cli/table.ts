/** The layer table as text. */
import type { Summary } from "../ide/summary.ts";
import type { ValueJson } from "../ide/values-json.ts";

export function valueText(v: ValueJson): string {
  if (v === null) return "-";
  if (v === "...") return "(...)";
  if (Array.isArray(v)) return `(${(v as readonly (number | string)[]).join(", ")}${v.length === 1 ? "," : ""})`;
  if ("seq" in v) return `[${v.seq.map(valueText).join(", ")}]`;
  if ("map" in v) return `{${Object.entries(v.map).map(([k, x]) => `${k}: ${valueText(x)}`).join(", ")}}`;
  if ("any" in v) return v.any.map(valueText).join(" or ");
  return "?";
}

function count(n: number | string): string {
  return typeof n === "number" ? n.toLocaleString("en-US") : n;
}

export function tableText(s: Summary): string {
  const marks = { ok: "", failed: " ✗ fails", repaired: " ✗ as it would be once mended" };
  const rows = s.calls.map((c) => [c.path === "" ? "(the model)" : (c.path ?? "(not registered)"), c.type, c.inputs.map(valueText).join(", "), valueText(c.output) + marks[c.status], count(c.params), c.macs === null ? "" : count(c.macs)]);
  const head = ["module", "type", "input", "output", "params", "multiply-adds"];
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => (r[i] ?? "").length)));
  const line = (r: readonly string[]): string => r.map((c, i) => (i >= 4 ? c.padStart(widths[i] ?? 0) : c.padEnd(widths[i] ?? 0))).join("  ").trimEnd();
  const rule = "─".repeat(widths.reduce((a, w) => a + w + 2, -2));
  return [
    `${s.entry}  ${s.inputs.map(valueText).join(", ")} → ${valueText(s.output)}`,
    rule, line(head), rule, ...rows.map(line), rule,
    `parameters: ${count(s.params)}   multiply-adds: ${count(s.macs)}`,
  ].join("\n");
}
