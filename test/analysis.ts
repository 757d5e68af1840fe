/** Analyses programs given as text, for tests. */
import { bundledSource } from "../server/src/python/node-prelude.ts";
import type { FileSystem } from "../server/src/python/imports.ts";
import type { Configuration } from "../server/src/ide/configuration.ts";
import { type Analysis, Session } from "../server/src/ide/session.ts";
import { initParser } from "../server/src/syntax/parser.ts";
import { locateWasm } from "../server/src/syntax/node-wasm.ts";

export async function prepareAnalysis(): Promise<void> {
  await initParser(locateWasm());
}

/** Files in memory, all under `/project`. */
export function filesOver(files: Readonly<Record<string, string>>): FileSystem {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`/project/${name}`, text]));
  const folders = new Set<string>(["/project"]);
  for (const path of texts.keys()) for (let i = path.indexOf("/", 1); i >= 0; i = path.indexOf("/", i + 1)) folders.add(path.slice(0, i));
  return {
    readFile: (path) => texts.get(path),
    exists: (path) => texts.has(path) || folders.has(path),
    isDirectory: (path) => folders.has(path),
    list: (path) => [...texts.keys(), ...folders].filter((p) => p.startsWith(`${path}/`)).map((p) => p.slice(path.length + 1).split("/")[0] ?? "").filter((n, i, all) => all.indexOf(n) === i),
  };
}

/** A session over files in memory, all under `/project`. */
export function sessionOver(files: Readonly<Record<string, string>>, rules?: Configuration, searchPaths: readonly string[] = []): Session {
  return new Session({
    fs: filesOver(files),
    prelude: bundledSource,
    searchPaths,
    projectDir: "/project",
    ...(rules && { rules }),
  });
}

/** One file's analysis. */
export function analyse(text: string, others: Readonly<Record<string, string>> = {}): Analysis {
  return sessionOver({ ...others, "main.py": text }).analyse("/project/main.py");
}
