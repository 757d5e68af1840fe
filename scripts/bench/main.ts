/**
 * How long a keystroke takes: from an edit to its diagnostics, as medians and as ratios to
 * tree-sitter's parse of the same file, in one run.
 *   npm run bench editing [-- --edits N]
 * Reads torchvision's sources where `npm run test:corpus` has fetched them.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Language, Parser } from "web-tree-sitter";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import { inlayHints } from "../../server/src/ide/hints.ts";
import { hover } from "../../server/src/ide/hover.ts";
import { codeLenses } from "../../server/src/ide/lenses.ts";
import { Session } from "../../server/src/ide/session.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { initParser } from "../../server/src/syntax/parser.ts";
import { type Edit, edited, editsOf } from "./edits.ts";
import { columns, milliseconds, quantile } from "./report.ts";

/** Bundled into `dist/`. */
const root = path.resolve(import.meta.dirname, "..");
const corpus = path.join(root, ".corpus");
const at = process.argv.indexOf("--edits");
const count = at < 0 ? 60 : Number(process.argv[at + 1]);

const FILES = [
  { name: "models.py", file: path.join(root, "scripts/bench/models.py") },
  { name: "torchvision resnet.py", file: path.join(corpus, "lib/python3/site-packages/torchvision/models/resnet.py") },
  { name: "torchvision densenet.py", file: path.join(corpus, "lib/python3/site-packages/torchvision/models/densenet.py") },
];

function timed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function positionOf(text: string, edit: Edit): { line: number; character: number } {
  const before = text.slice(0, edit.start).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

async function main(): Promise<void> {
  await initParser(locateWasm());
  const wasm = locateWasm();
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm.grammar));

  const rows: string[][] = [["file", "lines", "parse", "edit → diagnostics", "p90", "ratio", "first", "hover", "hints", "lenses"]];
  for (const { name, file } of FILES) {
    if (!existsSync(file)) {
      console.log(`${name}: not there (npm run test:corpus fetches it)`);
      continue;
    }
    const text = readFileSync(file, "utf8");
    const session = new Session({ fs: diskFileSystem(), prelude: bundledSource, searchPaths: [], pythonEnv: corpus });
    session.setOverlay(file, text);
    const first = timed(() => session.analyse(file));
    const parses: number[] = [];
    const analyses: number[] = [];
    const hovers: number[] = [];
    const hints: number[] = [];
    const lenses: number[] = [];
    for (const edit of editsOf(text, count, 1)) {
      for (const now of [edited(text, edit), text]) {
        parses.push(timed(() => parser.parse(now)?.delete()));
        analyses.push(
          timed(() => {
            session.setOverlay(file, now);
            session.analyse(file);
          }),
        );
        const analysis = session.analyse(file);
        hovers.push(timed(() => hover(analysis, positionOf(now, edit))));
        hints.push(timed(() => inlayHints(analysis, { start: { line: 0, character: 0 }, end: { line: now.split("\n").length, character: 0 } }, "compact")));
        lenses.push(timed(() => codeLenses(analysis)));
      }
    }
    const median = (times: readonly number[]): string => milliseconds(quantile(times, 0.5));
    const ratio = quantile(analyses, 0.5) / quantile(parses, 0.5);
    rows.push([name, String(text.split("\n").length - 1), median(parses), median(analyses), milliseconds(quantile(analyses, 0.9)), `${ratio.toFixed(1)} ×`, milliseconds(first), median(hovers), median(hints), median(lenses)]);
  }
  console.log(columns(rows));
}

void main();
