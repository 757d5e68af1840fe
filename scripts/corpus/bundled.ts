/**
 * Holds the backbones that are bundled for where torchvision is not installed against what PyTorch
 * recorded of torchvision's own (test/corpus/torchvision.jsonl.gz), call by call.
 *   npx tsx scripts/corpus/bundled.ts [REGEXP]
 */
import { pathToFileURL } from "node:url";
import type { FileSystem } from "../../server/src/python/imports.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { Session } from "../../server/src/ide/session.ts";
import { initParser } from "../../server/src/syntax/parser.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { type Case, type Truth, type Verdict, compare } from "./compare.ts";
import { rows } from "./rows.ts";

const FILE = "/project/model.py";

/** The recorded models that are bundled; each is judged when that is asked for. */
export function* bundledBackbones(): Generator<{ readonly id: string; readonly judge: () => Verdict }> {
  const fs: FileSystem = { readFile: () => undefined, exists: (path) => path === FILE, isDirectory: (path) => path === "/project", list: () => [] };
  const session = new Session({ fs, prelude: bundledSource, searchPaths: [], projectDir: "/project" });
  for (const row of rows<{ case: Case; truth: Truth }>("torchvision")) {
    const { case: c, truth } = row;
    if (bundledSource(`_fallback.${c.module}`) === undefined) continue;
    const judge = (): Verdict => {
      session.setOverlay(FILE, `from ${c.module} import ${c.entry.split("(")[0]}\n`);
      return compare(c, { ...truth, file: FILE }, session);
    };
    yield { id: c.id, judge };
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await initParser(locateWasm());
  let exact = 0;
  let all = 0;
  const only = new RegExp(process.argv[2] ?? "");
  for (const { id, judge } of bundledBackbones()) {
    if (!only.test(id)) continue;
    const v = judge();
    all += 1;
    if (v.verdict === "exact") exact += 1;
    else console.log(`${v.id}: ${v.agree} of ${v.calls} calls\n      ${v.first}`);
  }
  console.log(`bundled backbones: ${exact} of ${all} exact`);
}
