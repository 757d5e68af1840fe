/** docs/ops.md: every public name of PyTorch, torchvision and einops, and how it stands here. */
import { readFileSync } from "node:fs";
import { type Library, type Standing, openLibrary } from "./library.ts";
import { REASONS, type Reason, reasonsFor } from "./reasons.ts";

interface PublicNames {
  readonly versions: Readonly<Record<string, string>>;
  /** Module → name → kind, as scripts/oracle/public_names.py tells it. */
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Package with its version → name → number of calls, as scripts/oracle/usage.py counts them. */
type Usage = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Row {
  readonly module: string;
  readonly name: string;
  /** `source`: written in Python by a package that is read from the user's environment. */
  readonly standing: Standing | "source" | Reason | undefined;
}

const goldens = new URL("../../test/goldens/", import.meta.url);
const read = <T>(file: string): T => JSON.parse(readFileSync(new URL(file, goldens), "utf8")) as T;

export interface Survey {
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
  readonly usage: readonly UsageRow[];
}

export interface UsageRow {
  readonly package: string;
  readonly calls: number;
  readonly modelled: number;
  readonly names: number;
  /** Names without a rule, with their calls, the most frequent first. */
  readonly rest: readonly (readonly [name: string, calls: number])[];
}

export async function survey(): Promise<Survey> {
  const library = await openLibrary();
  const { versions, names } = read<PublicNames>("public-names.json");
  const rows = Object.entries(names).flatMap(([module, kinds]) => Object.keys(kinds).map((name) => ({ module, name, standing: standingOf(library, module, name) })));
  const usage = Object.entries(read<Usage>("usage.json")).map(([label, counts]) => usageRow(library, label, counts));
  return { versions, rows, usage };
}

function standingOf(library: Library, module: string, name: string): Row["standing"] {
  const standing = library.standing(`${module}.${name}`);
  if (standing === "rule") return standing;
  const [reason] = reasonsFor(module, name);
  if (reason) return reason;
  // torchvision's own Python is read from the environment; what of it is compiled has rules under torch.ops.
  return standing ?? (module.startsWith("torchvision.") ? "source" : undefined);
}

function usageRow(library: Library, label: string, counts: Readonly<Record<string, number>>): UsageRow {
  const all = Object.entries(counts);
  const rest = all.filter(([name]) => library.standing(name) === undefined && !isReasoned(name));
  const sum = (entries: readonly (readonly [string, number])[]): number => entries.reduce((n, [, count]) => n + count, 0);
  return { package: label, calls: sum(all), modelled: sum(all) - sum(rest), names: all.length, rest };
}

/** Whether a name is one that takes no tensor: it hides no shape. */
function isReasoned(path: string): boolean {
  const at = path.lastIndexOf(".");
  const module = path.slice(0, at).replace(/^Tensor$/, "torch.Tensor");
  return reasonsFor(module, path.slice(at + 1)).some((reason) => reason !== "kernel" && reason !== "memory");
}

export function page({ versions, rows, usage }: Survey): string {
  const modules = [...new Set(rows.map((row) => row.module))];
  const main = ["torch.nn", "torch.nn.functional", "torch", "torch.Tensor"];
  const ordered = [...main, ...modules.filter((m) => !main.includes(m))];
  return [
    "# Operators",
    "",
    "<!-- Made by `npm run docs` from test/goldens/public-names.json and test/goldens/usage.json: do not edit. -->",
    "",
    `Every public name of PyTorch ${versions.torch}, torchvision ${versions.torchvision} and einops ${versions.einops}, as those packages list them, and how it stands in ShapeLint:`,
    "",
    "- a **rule**: an operator, a layer or a property with PyTorch's checks, messages, dtype and layout, over symbolic sizes;",
    "- **Python**: bundled Python that is made of such operators and is interpreted like the user's own; or, of torchvision, the package's own source in the user's environment;",
    "- a **value**: a constant, a type, a dtype, a module;",
    "- or one of these reasons why it has no shape:",
    "",
    ...Object.entries(REASONS).map(([reason, text]) => `  - *${reason}*: ${text}.`),
    "",
    "## Coverage",
    "",
    "| module | names | rule | Python | value | no shape | accounted for |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...ordered.map((module) => coverageLine(module, rows.filter((row) => row.module === module))),
    coverageLine("all", rows),
    "",
    ...usageSection(usage),
    ...ordered.flatMap((module) => moduleSection(module, rows.filter((row) => row.module === module))),
  ].join("\n");
}

const isReason = (standing: Row["standing"]): standing is Reason => standing !== undefined && standing in REASONS;

function coverageLine(module: string, rows: readonly Row[]): string {
  const count = (pick: (row: Row) => boolean): number => rows.filter(pick).length;
  const named = count((row) => row.standing !== undefined);
  const cells = [rows.length, count((row) => row.standing === "rule"), count((row) => row.standing === "python" || row.standing === "source"), count((row) => row.standing === "value"), count((row) => isReason(row.standing)), percent(named, rows.length)];
  return `| ${module} | ${cells.join(" | ")} |`;
}

function percent(part: number, whole: number): string {
  return `${(Math.floor((part / whole) * 10_000) / 100).toFixed(2)} %`;
}

function usageSection(usage: readonly UsageRow[]): string[] {
  const calls = usage.reduce((n, row) => n + row.calls, 0);
  const modelled = usage.reduce((n, row) => n + row.modelled, 0);
  const rest = new Map<string, number>();
  for (const row of usage) for (const [name, count] of row.rest) rest.set(name, (rest.get(name) ?? 0) + count);
  return [
    "## Weighted by use",
    "",
    "All calls of PyTorch's and einops' functions and layers, and of methods that tensors have, in the model sources of three packages, counted by Python's own `ast` (scripts/oracle/usage.py). What does not resolve is counted.",
    "",
    "| package | calls | of names | resolve to a modelled operator | share |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...usage.map((row) => `| ${row.package} | ${row.calls} | ${row.names} | ${row.modelled} | ${percent(row.modelled, row.calls)} |`),
    `| all | ${calls} | | ${modelled} | ${percent(modelled, calls)} |`,
    "",
    "The rest, by frequency:",
    "",
    [...rest].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name, count]) => `\`${name}\` ${count}`).join(" · "),
    "",
  ];
}

const HEADINGS: readonly (readonly [Row["standing"], string])[] = [
  ["rule", "Rules"],
  ["python", "Python, bundled"],
  ["source", "Python, read from the environment"],
  ["value", "Values"],
  ...Object.keys(REASONS).map((reason) => [reason as Reason, `No shape (${reason})`] as const),
  [undefined, "Not known"],
];

function moduleSection(module: string, rows: readonly Row[]): string[] {
  const lines = [`## ${module}`, ""];
  for (const [standing, heading] of HEADINGS) {
    const names = rows.filter((row) => row.standing === standing).map((row) => `\`${row.name}\``);
    if (names.length > 0) lines.push(`**${heading}** (${names.length}): ${names.join(", ")}`, "");
  }
  return lines;
}
