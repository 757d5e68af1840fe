/** The layer table as text. */
import { bytes, grouped } from "../ide/numbers.ts";
import type { Table } from "../ide/table.ts";
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

/** The model table as text: the tree in the order of its calls, with torchinfo's columns. */
export function tableText({ model, input, output, rows, parameters, multiplyAdds, memory }: Table): string {
  const marks = { ok: "", failed: " ✗ fails", repaired: " ✗ as it would be once mended" };
  const cells = rows.map((row) => [
    `${"  ".repeat(row.depth)}${row.path === "" ? "(the model)" : row.name}`,
    row.type,
    row.input,
    row.output + marks[row.status],
    grouped(row.parameters),
    row.multiplyAdds === null ? "" : grouped(row.multiplyAdds),
    bytes(row.memory),
  ]);
  const head = ["layer", "kind", "input", "output", "parameters", "mult-adds", "memory"];
  const widths = head.map((h, i) => Math.max(h.length, ...cells.map((r) => (r[i] ?? "").length)));
  const line = (r: readonly string[]): string => r.map((c, i) => (i >= 4 ? c.padStart(widths[i] ?? 0) : c.padEnd(widths[i] ?? 0))).join("  ").trimEnd();
  const rule = "─".repeat(widths.reduce((a, w) => a + w + 2, -2));
  return [
    `${model}  ${input} → ${output}`,
    rule, line(head), rule, ...cells.map(line), rule,
    `parameters: ${grouped(parameters)}   multiply-adds: ${grouped(multiplyAdds)}   activations: ${bytes(memory)}`,
  ].join("\n");
}
