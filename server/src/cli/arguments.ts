/** The command line's arguments. */
export class UsageError extends Error {}

export type Format = "text" | "json" | "sarif" | "github";

export interface CommonOptions {
  readonly search: readonly string[];
  readonly project: string | undefined;
  readonly python: string | undefined;
  readonly mode: "eval" | "train" | undefined;
  readonly format: Format;
  /** Whether results and the syntax of installed packages are kept on disk from run to run. */
  readonly cache: boolean;
}

export type Command =
  | ({ readonly command: "check"; readonly paths: readonly string[]; readonly unmodelled: boolean; readonly jobs: number | undefined } & CommonOptions)
  | ({ readonly command: "summary"; readonly file: string; readonly entry: string; readonly inputs: readonly string[] } & CommonOptions)
  | ({ readonly command: "shapes"; readonly file: string; readonly entry: string | undefined; readonly inputs: readonly string[] } & CommonOptions)
  | { readonly command: "help" }
  | { readonly command: "version" };

export const USAGE = `Usage:
  shapelint check PATH... [--mode eval|train] [--format text|json|sarif|github] [--unmodelled] [--jobs N]
  shapelint summary FILE --entry EXPR [--input SPEC]... [--mode eval|train] [--format text|json]
  shapelint shapes FILE [--entry EXPR [--input SPEC]...] [--mode eval|train] [--format text|json]

Options:
  --entry EXPR    a Python expression in the file's own namespace that builds the model: 'Net(10)'
  --input SPEC    2x3x32x32, (N,3,H,W), 2x16:int64, a list [S,S], a tuple (S;S), =PYTHON-EXPRESSION,
                  or name=SPEC for a keyword argument
  --mode MODE     eval() or train() before the call (default: eval with --entry, else as the code sets it)
  --search DIR    an import root before the others; may be repeated
  --project DIR   the project's folder (default: found from the file)
  --python ENV    a Python environment whose packages are read (default: the active or nearest one)
  --jobs N        how many threads check files (default: one a core, fewer for few files)
  --no-cache      check every file, also where nothing has changed, and keep nothing on disk
  --format F      how to print (default: text)
  --version, --help

Exit status: 0 no errors, 1 errors found, 2 wrong usage, unreadable file or an internal failure.`;

const VALUED = new Set(["mode", "format", "entry", "input", "search", "project", "python", "jobs"]);

export function parseArguments(argv: readonly string[]): Command {
  const [command, ...rest] = argv;
  if (command === undefined) throw new UsageError("no command given");
  if (command === "--help" || command === "-h" || command === "help" || rest.includes("--help") || rest.includes("-h")) return { command: "help" };
  if (command === "--version") return { command: "version" };
  if (command !== "check" && command !== "summary" && command !== "shapes") throw new UsageError(`there is no command '${command}'`);
  const values = new Map<string, string[]>();
  const paths: string[] = [];
  let unmodelled = false;
  let cache = true;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] as string;
    if (word === "--unmodelled" && command === "check") {
      unmodelled = true;
      continue;
    }
    if (word === "--no-cache") {
      cache = false;
      continue;
    }
    if (!word.startsWith("--") || word === "--") {
      paths.push(word);
      continue;
    }
    const [name = "", inline] = splitOnce(word.slice(2));
    if (!VALUED.has(name)) throw new UsageError(`there is no option '--${name}'`);
    const value = inline ?? rest[++i];
    if (value === undefined) throw new UsageError(`option '--${name}' needs a value`);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  const one = (name: string): string | undefined => values.get(name)?.at(-1);
  const formats: readonly string[] = command === "check" ? ["text", "json", "sarif", "github"] : ["text", "json"];
  const format = one("format") ?? "text";
  if (!formats.includes(format)) throw new UsageError(`'--format ${format}': choose one of ${formats.join(", ")}`);
  const mode = one("mode");
  if (mode !== undefined && mode !== "eval" && mode !== "train") throw new UsageError(`'--mode ${mode}': choose eval or train`);
  const common: CommonOptions = { search: values.get("search") ?? [], project: one("project"), python: one("python"), mode, format: format as Format, cache };
  const inputs = values.get("input") ?? [];
  if (command === "check") {
    for (const name of ["entry", "input"]) if (values.has(name)) throw new UsageError(`'check' has no option '--${name}'`);
    if (paths.length === 0) throw new UsageError("'check' needs at least one file or folder");
    const jobs = one("jobs");
    if (jobs !== undefined && !/^[1-9]\d{0,3}$/.test(jobs)) throw new UsageError(`'--jobs ${jobs}': give a whole number from 1`);
    return { command, paths, unmodelled, jobs: jobs === undefined ? undefined : Number(jobs), ...common };
  }
  if (values.has("jobs")) throw new UsageError(`'${command}' has no option '--jobs'`);
  const [file, ...more] = paths;
  if (file === undefined) throw new UsageError(`'${command}' needs a file`);
  if (more.length > 0) throw new UsageError(`'${command}' takes one file, got ${paths.length}`);
  const entry = one("entry");
  if (command === "summary") {
    if (entry === undefined) throw new UsageError("'summary' needs --entry EXPR");
    return { command, file, entry, inputs, ...common };
  }
  if (entry === undefined && inputs.length > 0) throw new UsageError("--input needs --entry");
  return { command, file, entry, inputs, ...common };
}

function splitOnce(text: string): [string, string | undefined] {
  const i = text.indexOf("=");
  return i < 0 ? [text, undefined] : [text.slice(0, i), text.slice(i + 1)];
}
