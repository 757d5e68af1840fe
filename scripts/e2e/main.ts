/**
 * Runs test/vscode/suite inside a real VS Code, twice: against the source, and against the packed VSIX
 * as a user installs it. In a browser the first run has WebGPU and the second has not.
 * Screenshots go to out/screenshots/.
 *
 * The host is desktop VS Code where it can be downloaded and shown, else VS Code's server in Chromium.
 * SHAPELINT_E2E_HOST=desktop|code-server chooses one; SHAPELINT_E2E_ONLY=source|vsix runs one of the two.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { codeServer } from "./codeServer.ts";
import { desktop } from "./desktop.ts";
import type { Host, Run } from "./host.ts";
import { Report } from "./report.ts";

const root = path.resolve(import.meta.dirname, "../..");
const out = path.join(root, "out");
const cache = path.join(root, ".vscode-test");
const vsix = path.join(out, "shapelint.vsix");

bundleSuite();
if (process.env.SHAPELINT_E2E_ONLY !== "source") packExtension();
const host = await chooseHost();
console.log(`VS Code: ${host.name}`);
const targets = ["source", "vsix"].filter((target) => (process.env.SHAPELINT_E2E_ONLY ?? target) === target);
let failed = false;
for (const target of targets) failed = !(await runSuite(target)) || failed;
process.exit(failed ? 1 : 0);

function bundleSuite(): void {
  const suite = path.join(root, "test/vscode/suite");
  const entries = readdirSync(suite).filter((file) => file === "index.ts" || file.endsWith(".test.ts"));
  rmSync(path.join(out, "suite"), { recursive: true, force: true });
  esbuild.buildSync({
    absWorkingDir: root,
    entryPoints: entries.map((file) => path.join(suite, file)),
    outdir: path.join(out, "suite"),
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", "mocha", "vscode-oniguruma"],
    sourcemap: "inline",
    logLevel: "warning",
  });
}

function packExtension(): void {
  execFileSync("npm", ["run", "--silent", "package", "--", "--out", vsix], { cwd: root, stdio: "inherit" });
}

async function chooseHost(): Promise<Host> {
  const chosen = process.env.SHAPELINT_E2E_HOST;
  const found = chosen === "code-server" ? undefined : await desktop(cache);
  if (chosen === "desktop" && !found) throw new Error("desktop VS Code can be neither found nor downloaded here");
  return found ?? codeServer(cache);
}

/** One run in folders of its own, so that nothing carries over. Says whether every test passed. */
async function runSuite(target: string): Promise<boolean> {
  // Short: VS Code's sockets lie below it, and a socket's path ends at 107 bytes.
  const temporary = mkdtempSync("/tmp/sl-");
  const workspace = path.join(temporary, "ws");
  const channel = path.join(temporary, "channel");
  const stub = path.join(temporary, "stub");
  for (const folder of [channel, stub]) mkdirSync(folder);
  cpSync(path.join(root, "test/vscode/workspace"), workspace, { recursive: true });
  // Something must be under development for VS Code to run a suite; with the VSIX installed, this is.
  writeFileSync(
    path.join(stub, "package.json"),
    JSON.stringify({ name: "stub", version: "0.0.0", engines: { vscode: "*" } }),
  );
  const run: Run = {
    temporary,
    workspace,
    channel,
    suite: path.join(out, "suite/index.cjs"),
    screenshots: path.join(out, "screenshots", target),
    gpu: target === "source",
    ...(target === "source" ? { extension: root } : { extension: stub, vsix }),
  };
  rmSync(run.screenshots, { recursive: true, force: true });
  mkdirSync(run.screenshots, { recursive: true });
  console.log(`\nVS Code, ${target}`);
  const report = new Report(channel);
  try {
    await host.run(run, report);
  } catch (error) {
    report.problem(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  return report.close(`VS Code, ${target}`);
}
