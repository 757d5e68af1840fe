/** The whole table as text, to be pasted elsewhere. */
import type { PlacedTable } from "./messages.ts";
import { bytes, grouped } from "../../../server/src/ide/numbers.ts";

export const formats = ["Markdown", "CSV", "JSON"] as const;
export type Format = (typeof formats)[number];

const heads = ["Layer", "Kind", "Input", "Output", "Parameters", "Multiply-adds", "Memory"];

export function written(table: PlacedTable, format: Format): string {
  switch (format) {
    case "Markdown":
      return markdown(table);
    case "CSV":
      return csv(table);
    case "JSON":
      return json(table);
  }
}

function markdown(table: PlacedTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rows = table.rows.map((row) =>
    line([
      `${"&emsp;".repeat(row.depth)}${row.name}`,
      row.type,
      row.input,
      row.output,
      grouped(row.parameters),
      row.multiplyAdds === null ? "" : grouped(row.multiplyAdds),
      bytes(row.memory),
    ]),
  );
  const totals = [
    `Parameters: ${grouped(table.parameters)}`,
    `Multiply-adds: ${grouped(table.multiplyAdds)}`,
    `Activations: ${bytes(table.memory)}`,
  ];
  return [
    line(heads),
    line(["---", "---", "---", "---", "---:", "---:", "---:"]),
    ...rows,
    "",
    totals.join(" · "),
    "",
  ].join("\n");
}

function csv({ rows }: PlacedTable): string {
  const cell = (value: string | number | null): string => {
    const text = String(value ?? "");
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map((row) => [
    row.path,
    row.type,
    row.input,
    row.output,
    row.parameters,
    row.multiplyAdds,
    row.memory,
  ]);
  return `${[heads, ...lines].map((line) => line.map(cell).join(",")).join("\n")}\n`;
}

function json({ rows, ...table }: PlacedTable): string {
  const plain = rows.map(({ call: _call, definition: _definition, hasChildren: _children, ...row }) => row);
  return `${JSON.stringify({ ...table, rows: plain }, null, 2)}\n`;
}
