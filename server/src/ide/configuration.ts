/** Settings of a project: `[tool.shapelint.rules]` in pyproject.toml, with the editor's own above them. */
import type { FileSystem } from "../python/imports.ts";
import { type Severity, rules } from "../rules/index.ts";
import type { Diagnostic } from "./diagnostics.ts";

export type Level = Severity | "off";

export type Levels = ReadonlyMap<string, Level>;

export interface Configuration {
  readonly levels: Levels;
  /** What is wrong with the settings, one sentence each. */
  readonly mistakes: readonly string[];
}

const LEVELS: readonly string[] = ["off", "hint", "information", "warning", "error"];
const SECTION = /^\[\s*tool\s*\.\s*shapelint\s*(\.\s*rules\s*)?\]\s*(#.*)?$/;

/** The levels that settings give by code; what cannot be read is a mistake and counts for nothing. */
export function readLevels(given: unknown, where: string): Configuration {
  const levels = new Map<string, Level>();
  const mistakes: string[] = [];
  if (given === undefined || given === null) return { levels, mistakes };
  if (typeof given !== "object" || Array.isArray(given)) return { levels, mistakes: [`${where}: rules are a table of codes and levels, such as broadcast = "warning"`] };
  for (const [code, level] of Object.entries(given)) {
    if (!rules.has(code)) mistakes.push(`${where}: there is no rule '${code}'${nearest(code)}`);
    else if (typeof level !== "string" || !LEVELS.includes(level)) mistakes.push(`${where}: ${code} = ${JSON.stringify(level)}: choose one of ${LEVELS.join(", ")}`);
    else levels.set(code, level as Level);
  }
  return { levels, mistakes };
}

/** The settings of the project that a file belongs to, from the nearest pyproject.toml. */
export function projectConfiguration(fs: FileSystem, file: string): Configuration {
  for (let at = parent(file); ; at = parent(at)) {
    const path = `${at === "/" ? "" : at}/pyproject.toml`;
    const text = fs.exists(path) ? fs.readFile(path) : undefined;
    if (text !== undefined) {
      const { table, strange } = tableOf(text);
      const { levels, mistakes } = readLevels(table, path);
      return { levels, mistakes: [...strange.map((key) => `${path}: [tool.shapelint] has no setting '${key}', only rules`), ...mistakes] };
    }
    if (at === "/" || at === "") return { levels: new Map(), mistakes: [] };
  }
}

/** Diagnostics as the settings want them told. */
export function leveled(found: readonly Diagnostic[], levels: Levels): readonly Diagnostic[] {
  if (levels.size === 0) return found;
  return found.flatMap((d) => {
    const level = levels.get(d.code);
    return level === undefined ? [d] : level === "off" ? [] : [{ ...d, severity: level }];
  });
}

/** `tool.shapelint.rules` of a TOML text: its own section, or `rules = { … }` or `rules.code = …` in `[tool.shapelint]`; and the keys that stand there besides. */
function tableOf(text: string): { readonly table: Readonly<Record<string, unknown>>; readonly strange: readonly string[] } {
  const out: Record<string, unknown> = {};
  const strange: string[] = [];
  let section: "rules" | "shapelint" | null = null;
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[")) {
      const m = SECTION.exec(line);
      section = m ? (m[1] ? "rules" : "shapelint") : null;
      continue;
    }
    if (section === null) continue;
    const [, key = "", value = ""] = /^((?:"[^"]*"|'[^']*'|[\w.-])+)\s*=\s*(.*)$/.exec(line) ?? [];
    const name = key.replace(/["']/g, "");
    if (section === "rules") out[name] = literal(value);
    else if (name.startsWith("rules.")) out[name.slice(6)] = literal(value);
    else if (name === "rules" && value.startsWith("{")) {
      for (const m of value.matchAll(/["']?([\w-]+)["']?\s*=\s*("[^"]*"|'[^']*'|[^,}\s]+)/g)) out[m[1] ?? ""] = literal(m[2] ?? "");
    } else if (name !== "") strange.push(name);
  }
  return { table: out, strange };
}

function literal(text: string): unknown {
  const string = /^"([^"]*)"|^'([^']*)'/.exec(text);
  return string ? (string[1] ?? string[2]) : text.replace(/\s*#.*$/, "");
}

function nearest(code: string): string {
  const parts = new Set(code.split(/[-_]/));
  const best = [...rules.keys()].map((k) => [k, k.split("-").filter((p) => parts.has(p)).length] as const).sort((a, b) => b[1] - a[1])[0];
  return best && best[1] > 0 ? `; did you mean '${best[0]}'?` : "";
}

function parent(path: string): string {
  const i = path.lastIndexOf("/");
  return i <= 0 ? "/" : path.slice(0, i);
}
