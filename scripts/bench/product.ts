/**
 * What the product weighs, how long it takes to be ready, and what a person who types in a file of 2,000 lines waits for:
 * the bundled language server, spoken to over its protocol.
 *   npm run bench product [-- --edits N]
 */
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from "vscode-languageserver/node";
import { dist, root } from "../bundle.ts";
import { type Edit, edited, editsOf } from "./edits.ts";
import { columns, milliseconds, quantile } from "./report.ts";

const models = readFileSync(path.join(root, "scripts/bench/models.py"), "utf8");
const given = process.argv.indexOf("--edits");
const count = given < 0 ? 30 : Number(process.argv[given + 1]);

/** A language server with one file open. */
class Editor {
  private readonly server: ChildProcess;
  private readonly connection: ProtocolConnection;
  private readonly uri: string;
  private version = 1;
  private published: (told: PublishDiagnosticsParams) => void = () => {};

  constructor(name: string) {
    this.uri = pathToFileURL(path.join(tmpdir(), name)).href;
    this.server = fork(path.join(dist, "server.cjs"), ["--node-ipc"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.connection = createProtocolConnection(new IPCMessageReader(this.server), new IPCMessageWriter(this.server));
    this.connection.onNotification("textDocument/publishDiagnostics", (told: PublishDiagnosticsParams) => this.published(told));
    this.connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) => items.map(() => ({})));
    this.connection.onRequest("client/registerCapability", () => null);
    this.connection.onRequest("window/showMessageRequest", ({ message }: { message: string }) => {
      console.log(`the server says: ${message}`);
      return null;
    });
    this.connection.listen();
  }

  async initialize(): Promise<void> {
    const capabilities = { workspace: { configuration: true }, textDocument: { publishDiagnostics: { versionSupport: true } } };
    await this.connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities });
    await this.connection.sendNotification("initialized", {});
  }

  /** Until its diagnostics are there. */
  async open(text: string): Promise<void> {
    const told = this.diagnostics();
    await this.connection.sendNotification("textDocument/didOpen", { textDocument: { uri: this.uri, languageId: "python", version: this.version, text } });
    await told;
  }

  async change(text: string): Promise<void> {
    this.version += 1;
    await this.connection.sendNotification("textDocument/didChange", { textDocument: { uri: this.uri, version: this.version }, contentChanges: [{ text }] });
  }

  ask(method: string, more: object): Promise<unknown> {
    return this.connection.sendRequest(method, { textDocument: { uri: this.uri }, ...more });
  }

  /** Those of the newest version. */
  diagnostics(): Promise<void> {
    return new Promise((resolve) => {
      this.published = ({ version }) => {
        if (version === undefined || version >= this.version) resolve();
      };
    });
  }

  close(): void {
    this.connection.dispose();
    this.server.kill();
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}

function size(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "shapelint-"));
  const vsix = path.join(folder, "shapelint.vsix");
  try {
    execFileSync("npm", ["run", "--silent", "package", "--", "--out", vsix], { cwd: root, stdio: "pipe", shell: process.platform === "win32" });
    return `VSIX: ${(statSync(vsix).size / 1e6).toFixed(2)} MB`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `activate` has to wait for, and then what a person waits for; VS Code itself stood in for by an object that takes everything. */
async function readiness(): Promise<string> {
  const load = `const m = require("node:module"); const load = m._load; const any = new Proxy(function () {}, { get: (_, k) => (k === Symbol.toPrimitive ? () => "" : any), apply: () => any, construct: () => any });
m._load = (name, ...rest) => (name === "vscode" ? any : load(name, ...rest)); const t = performance.now(); require(${JSON.stringify(path.join(dist, "extension.cjs"))}); console.log(performance.now() - t);`;
  const loads: number[] = [];
  const starts: number[] = [];
  const firsts: number[] = [];
  for (let i = 0; i < 7; i++) {
    loads.push(Number(execFileSync(process.execPath, ["-e", load], { encoding: "utf8" })));
    let editor: Editor | undefined;
    starts.push(
      await timed(async () => {
        editor = new Editor("models.py");
        await editor.initialize();
      }),
    );
    firsts.push(await timed(async () => editor?.open(models)));
    editor?.close();
  }
  const both = (times: readonly number[]): string => `${milliseconds(quantile(times, 0.5))} (least ${milliseconds(quantile(times, 0))})`;
  return `activation: the extension's code ${both(loads)}, the server until it answers ${both(starts)}; from there to the first diagnostics of models.py ${both(firsts)}`;
}

/** Classes as in models.py again and again, each under a name of its own, and one program at the end. */
function longFile(lines: number): string {
  const [library = "", program = ""] = models.split(/^(?=if __name__)/m);
  const names = [...library.matchAll(/^(?:class|def) (\w+)/gm)].map(([, name = ""]) => name);
  const copies: string[] = [library];
  while (copies.join("").split("\n").length + program.split("\n").length < lines) {
    const any = new RegExp(`\\b(${names.join("|")})\\b`, "g");
    copies.push(library.replaceAll(/^(import|from) .*\n/gm, "").replace(any, `$1${copies.length}`));
  }
  return copies.join("\n") + program;
}

function positionOf(text: string, { start }: Edit): { line: number; character: number } {
  const before = text.slice(0, start).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

/** A keystroke is followed at once by what the editor asks for: each answer counts from the keystroke on. */
async function typing(): Promise<string> {
  const text = longFile(2000);
  const editor = new Editor("long.py");
  await editor.initialize();
  const first = await timed(() => editor.open(text));
  const lines = text.split("\n").length;
  const times = { diagnostics: [] as number[], hover: [] as number[], hints: [] as number[], lenses: [] as number[] };
  for (const edit of editsOf(text, count, 3)) {
    for (const now of [edited(text, edit), text]) {
      const begin = performance.now();
      const note = (to: number[]) => (): void => void to.push(performance.now() - begin);
      const told = editor.diagnostics().then(note(times.diagnostics));
      await editor.change(now);
      const position = positionOf(now, edit);
      const range = { start: { line: Math.max(0, position.line - 30), character: 0 }, end: { line: Math.min(lines - 1, position.line + 30), character: 0 } };
      await Promise.all([
        told,
        editor.ask("textDocument/hover", { position }).then(note(times.hover)),
        editor.ask("textDocument/inlayHint", { range }).then(note(times.hints)),
        editor.ask("textDocument/codeLens", {}).then(note(times.lenses)),
      ]);
    }
  }
  editor.close();
  const rows = Object.entries(times).map(([name, all]) => [name, milliseconds(quantile(all, 0.5)), milliseconds(quantile(all, 0.9))]);
  return `${columns([[`typing in ${lines} lines`, "median", "p90"], ...rows])}\nopening it: ${milliseconds(first)}`;
}

console.log(size());
console.log(await readiness());
console.log(await typing());
