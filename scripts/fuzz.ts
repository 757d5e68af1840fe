/**
 * Types at random into real files, edit upon edit, and analyses after each as the editor does: nothing may
 * crash or hang, and the text as it was must be understood as it was.
 *   npm run fuzz [-- --edits N]       N edits over all files, 10,000 unless told
 * Reads the sources that `npm run test:corpus` has fetched.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { diskFileSystem } from "../server/src/cli/disk.ts";
import { type Analysis, Session } from "../server/src/ide/session.ts";
import { bundledSource } from "../server/src/python/node-prelude.ts";
import { locateWasm } from "../server/src/syntax/node-wasm.ts";
import { initParser } from "../server/src/syntax/parser.ts";
import { edited, editsOf, randomFrom } from "./bench/edits.ts";

const root = path.resolve(import.meta.dirname, "..");
const corpus = path.join(root, ".corpus");
const packages = path.join(corpus, "lib/python3/site-packages");
const FILES = ["torchvision/models/squeezenet.py", "torchvision/models/mobilenetv2.py", "timm/models/convmixer.py"].map((f) => path.join(packages, f));

/** Edits that pile up before the text is taken back. */
const BURST = 12;

const at = process.argv.indexOf("--edits");
const edits = at < 0 ? 10_000 : Number(process.argv[at + 1]);

function shown({ diagnostics, entries }: Analysis): string {
  return JSON.stringify([diagnostics.map((d) => [d.code, d.severity, d.message, d.range]), entries.map((e) => [e.expr, e.status, e.requirements.map((r) => r.text)])]);
}

await initParser(locateWasm());
let done = 0;
let longest = { ms: 0, file: "" };
let failures = 0;
for (const file of FILES) {
  if (!existsSync(file)) throw new Error(`${file} is not there: run npm run test:corpus first`);
  const text = readFileSync(file, "utf8");
  const session = new Session({ fs: diskFileSystem(), prelude: bundledSource, searchPaths: [], pythonEnv: corpus });
  const sound = shown(session.analyse(file));
  const random = randomFrom(edits);
  const share = Math.ceil(edits / FILES.length);
  let now = text;
  for (let i = 0; i < share; i++) {
    now = i % BURST === 0 ? text : now;
    const [edit] = editsOf(now, 1, Math.floor(random() * 2 ** 31));
    if (!edit) continue;
    now = edited(now, edit);
    const start = performance.now();
    try {
      session.setOverlay(file, now);
      session.analyse(file);
    } catch (e) {
      failures += 1;
      console.log(`${path.basename(file)}, edit ${i} ${JSON.stringify(edit)}: ${e instanceof Error ? e.stack : String(e)}`);
    }
    const ms = performance.now() - start;
    if (ms > longest.ms) longest = { ms, file: path.basename(file) };
    done += 1;
    if (done % 500 === 0) console.log(`${done} edits, longest analysis ${longest.ms.toFixed(0)} ms (${longest.file}), heap ${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(0)} MB`);
  }
  session.setOverlay(file, text);
  if (shown(session.analyse(file)) !== sound) {
    failures += 1;
    console.log(`${path.basename(file)}: taken back, the text is not understood as it was`);
  }
}
console.log(`fuzz: ${done} edits on ${FILES.length} files, ${failures} failures, longest analysis ${longest.ms.toFixed(0)} ms (${longest.file})`);
process.exitCode = failures > 0 ? 1 : 0;
