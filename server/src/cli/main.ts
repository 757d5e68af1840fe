#!/usr/bin/env node
import { readFileSync } from "node:fs";
import path from "node:path";
import { bundledSource } from "../python/node-prelude.ts";
import { ModuleValue, type Unknown } from "../python/values.ts";
import { InputError } from "../ide/inputs.ts";
import { atTheirCauses, diagnosticsOf } from "../ide/diagnostics.ts";
import { runGiven } from "../ide/given.ts";
import { localsOf } from "../ide/locals.ts";
import { Session, type SessionOptions } from "../ide/session.ts";
import type { FileSystem } from "../python/imports.ts";
import { summaryOf } from "../ide/summary.ts";
import { tableOfEntry } from "../ide/table.ts";
import { initParser } from "../syntax/parser.ts";
import { userSyntaxStore } from "../syntax/node-store.ts";
import { locateWasm } from "../syntax/node-wasm.ts";
import { type Command, type CommonOptions, USAGE, UsageError, parseArguments } from "./arguments.ts";
import { checkFile, filesOf } from "./check.ts";
import { diskFileSystem } from "./disk.ts";
import { github, sarif } from "./formats.ts";
import { notebookText } from "../ide/notebook.ts";
import { Progress } from "./progress.ts";
import { report } from "./report.ts";
import { tableText, valueText } from "./table.ts";
import { AskedFileSystem } from "./results/asked.ts";
import { keepsResults, userResults } from "./results/user.ts";
import { type Analysed, type Checked, type Listener, checkOnThreads, serve, threadOptions, threadsFor } from "./threads.ts";

const CONTRACT_VERSION = 1;

const fs = diskFileSystem();

function sessionFor(o: CommonOptions, disk: FileSystem = fs): Session {
  for (const dir of [...o.search, ...(o.project === undefined ? [] : [o.project])]) if (!fs.isDirectory(path.resolve(dir))) throw new UsageError(`no such folder: ${dir}`);
  if (o.python !== undefined && !fs.isDirectory(environmentFolder(o.python))) throw new UsageError(`no such Python environment: ${o.python}`);
  const syntaxStore = o.cache ? userSyntaxStore() : undefined;
  return new Session({
    fs: {
      readFile: (p) => (p.endsWith(".ipynb") ? notebookText(disk.readFile(p)) : disk.readFile(p)),
      exists: (p) => disk.exists(p),
      isDirectory: (p) => disk.isDirectory(p),
      list: (p) => disk.list(p),
    },
    prelude: bundledSource,
    ...given(o),
    ...(syntaxStore ? { syntaxStore } : {}),
  });
}

/** What of the arguments and the environment decides what an analysis finds. */
function given(o: CommonOptions): Pick<SessionOptions, "searchPaths" | "projectDir" | "pythonEnv" | "training"> {
  const env = o.python ?? process.env["VIRTUAL_ENV"] ?? process.env["CONDA_PREFIX"];
  return {
    searchPaths: o.search.map((p) => path.resolve(p)),
    ...(o.project === undefined ? {} : { projectDir: path.resolve(o.project) }),
    ...(env === undefined ? {} : { pythonEnv: environmentFolder(env) }),
    ...(o.mode === undefined ? {} : { training: o.mode === "train" }),
  };
}

/** An environment may be named by its folder or by its interpreter. */
function environmentFolder(env: string): string {
  const full = path.resolve(env);
  if (/^python[\d.]*(\.exe)?$/.test(path.basename(full)) && !fs.isDirectory(full)) return path.dirname(path.dirname(full));
  return full;
}

function show(p: string): string {
  const relative = path.relative(process.cwd(), p);
  return relative.startsWith("..") || relative === "" ? p : relative;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Checks one file after the other, and lets go of what each took. */
function checker(o: CommonOptions): (file: string) => Analysed {
  const disk = o.cache && keepsResults() ? new AskedFileSystem(fs) : null;
  const session = sessionFor(o, disk ?? fs);
  return (path) => {
    const file = checkFile(session, path);
    const unmodelled = session.analyse(path).entries.flatMap((entry) => [...entry.trace.unmodelled]);
    session.release(path);
    return { checked: { file, unmodelled }, asked: disk?.take() ?? null };
  };
}

/** Checks files, but for those of which it is known what a check would find. */
async function checkAll(files: readonly string[], o: Extract<Command, { command: "check" }>): Promise<readonly Checked[]> {
  const results = o.cache ? userResults(JSON.stringify(given(o)), fs) : undefined;
  const checked = files.map((file) => results?.load(file));
  const open = files.flatMap((file, index) => (checked[index] ? [] : [{ file, index }]));
  const progress = new Progress(open.length);
  // What each thread has asked for good so far.
  const lasting = new Map<number, string[]>();
  const each: Listener = (i, { checked: found, asked }, thread) => {
    const { file, index } = open[i] as (typeof open)[number];
    checked[index] = found;
    if (results && asked) {
      const lists = lasting.get(thread) ?? [];
      lasting.set(thread, lists);
      if (asked.lasting.length > 0) lists.push(results.saveList(asked.lasting));
      results.save(file, found, asked.own, lists);
    }
    progress.step();
  };
  const threads = threadsFor(open.length, o.jobs);
  if (threads > 1) await checkOnThreads(open.map(({ file }) => file), o, threads, each);
  else if (open.length > 0) {
    await initParser(locateWasm());
    const check = checker(o);
    for (const [i, { file }] of open.entries()) each(i, check(file), 0);
  }
  progress.end();
  return checked as readonly Checked[];
}

async function check(o: Extract<Command, { command: "check" }>): Promise<number> {
  const files = filesOf(fs, o.paths);
  if (files.length === 0) throw new UsageError(`no Python files in ${o.paths.join(", ")}`);
  const session = sessionFor(o);
  for (const file of files) {
    if (fs.readFile(file) === undefined) throw new UsageError(`cannot read ${file}`);
    for (const mistake of session.configuration(file).mistakes) throw new UsageError(mistake);
  }
  const checked = await checkAll(files, o);
  const results = atTheirCauses(checked.map((c) => c.file), (p) => fs.readFile(p));
  const unmodelled = new Map<string, number>();
  for (const c of checked) for (const [name, n] of c.unmodelled) unmodelled.set(name, (unmodelled.get(name) ?? 0) + n);
  const errors = results.reduce((n, f) => n + f.diagnostics.filter((d) => d.severity === "error").length, 0);
  const warnings = results.reduce((n, f) => n + f.diagnostics.filter((d) => d.severity === "warning").length, 0);
  if (o.format === "json") print(JSON.stringify({ version: CONTRACT_VERSION, files: results, ...(o.unmodelled ? { unmodelled: Object.fromEntries(unmodelled) } : {}) }));
  else if (o.format === "sarif") print(sarif(results, productVersion(), show));
  else if (o.format === "github") {
    const text = github(results, show);
    if (text) print(text);
  } else {
    const color = process.stdout.isTTY === true && !process.env["NO_COLOR"];
    for (const f of results) for (const d of f.diagnostics) print(report(f.path, { ...d, path: f.path, problem: null, argument: null }, d.fixes, { color, show, text: (p) => session.text(p) }));
    for (const { path: file, fixesNotSought = 0 } of results) if (fixesNotSought > 0) print(`${show(file)}: the fixes of the last ${fixesNotSought} were not sought, since those of the others took long`);
    if (o.unmodelled) for (const [name, n] of [...unmodelled].sort((a, b) => b[1] - a[1])) print(`${String(n).padStart(6)}  ${name}`);
    const plural = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
    print(`${plural(files.length, "file")} checked: ${plural(errors, "error")}, ${plural(warnings, "warning")}`);
  }
  return errors > 0 ? 1 : 0;
}

function runOf(o: Extract<Command, { command: "summary" | "shapes" }>, entry: string): ReturnType<typeof runGiven> & { session: Session; file: string } {
  const file = path.resolve(o.file);
  if (fs.isDirectory(file) || fs.readFile(file) === undefined) throw new UsageError(`cannot read ${o.file}`);
  const session = sessionFor(o);
  const { engine, module, script } = session.load(file, false);
  const m: ModuleValue | Unknown = module;
  if (!(m instanceof ModuleValue)) throw new UsageError(`cannot load ${o.file}: ${m.reason}`);
  const run = runGiven(engine.interp, m, { expr: entry, inputs: o.inputs, mode: o.mode ?? "eval" });
  for (const p of script.trace.problems) run.trace.problem(p);
  return { ...run, session, file };
}

function summary(o: Extract<Command, { command: "summary" }>): number {
  const run = runOf(o, o.entry);
  const { session, file } = run;
  const { interp } = session.engineFor(file);
  const diagnostics = diagnosticsOf(interp, [run], session.places, null);
  const table = summaryOf(interp, run, session.places);
  if (o.format === "json") print(JSON.stringify({ version: CONTRACT_VERSION, ...table, unknowns: table.unknowns, diagnostics: diagnostics.map(({ path: p, code, severity, message, range, related }) => ({ path: p, code, severity, message, range, related })) }));
  else {
    print(tableText(tableOfEntry({ interp, places: session.places, diagnostics, path: file }, run)));
    const color = process.stdout.isTTY === true && !process.env["NO_COLOR"];
    for (const d of diagnostics) print(`\n${report(d.path, d, [], { color, show, text: (p) => session.text(p) })}`);
    for (const u of table.unknowns) print(`unknown: ${u.reason}${u.path && u.range ? ` (${show(u.path)}:${u.range.start.line + 1})` : ""}`);
  }
  return diagnostics.some((d) => d.severity === "error") ? 1 : 0;
}

function shapes(o: Extract<Command, { command: "shapes" }>): number {
  let session: Session;
  let file: string;
  let traces: Parameters<typeof localsOf>[1];
  if (o.entry === undefined) {
    file = path.resolve(o.file);
    if (fs.isDirectory(file) || fs.readFile(file) === undefined) throw new UsageError(`cannot read ${o.file}`);
    session = sessionFor(o);
    traces = session.analyse(file).entries;
  } else {
    const run = runOf(o, o.entry);
    ({ session, file } = run);
    traces = [run];
  }
  const { interp } = session.engineFor(file);
  const locals = localsOf(interp, traces, file, session.places);
  if (o.format === "json") print(JSON.stringify({ version: CONTRACT_VERSION, locals }));
  else for (const l of locals) print(`${show(file)}:${l.range.start.line + 1}:${l.range.start.character + 1}  ${l.name}: ${l.shapes.map(valueText).join(" | ")}`);
  return traces.some((t) => t.trace.problems.some((p) => p.severity === "error" && !p.conditional && !p.avoidable)) && o.entry !== undefined ? 1 : 0;
}

function productVersion(): string {
  for (const up of ["..", "../../.."]) {
    try {
      const { name, version } = JSON.parse(readFileSync(path.join(import.meta.dirname, up, "package.json"), "utf8")) as { name?: string; version?: string };
      if (name === "shapelint" && version !== undefined) return version;
    } catch {
      // not at this level
    }
  }
  return "0.0.0";
}

async function main(): Promise<number> {
  const thread = threadOptions();
  if (thread) {
    await initParser(locateWasm());
    serve(checker(thread));
    return 0;
  }
  const command = parseArguments(process.argv.slice(2));
  if (command.command === "help") {
    print(USAGE);
    return 0;
  }
  if (command.command === "version") {
    print(productVersion());
    return 0;
  }
  if (command.command === "check") return check(command);
  await initParser(locateWasm());
  switch (command.command) {
    case "summary":
      return summary(command);
    case "shapes":
      return shapes(command);
  }
}

// `shapelint check | head`: whoever reads may stop.
process.stdout.on("error", (e: NodeJS.ErrnoException) => {
  if (e.code !== "EPIPE") throw e;
});

main().then(
  (code) => {
    process.exitCode = code;
  },
  (e: unknown) => {
    process.exitCode = 2;
    if (e instanceof UsageError) process.stderr.write(`shapelint: ${e.message}\nTry 'shapelint --help'.\n`);
    else if (e instanceof InputError) process.stderr.write(`shapelint: ${e.message}\n`);
    else process.stderr.write(`shapelint: internal failure, please report it: ${e instanceof Error ? (e.stack ?? e.message) : String(e)}\n`);
  },
);
