import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "./chromium.ts";
import { freePort, type Host, limit, type Run, settings } from "./host.ts";
import type { Report } from "./report.ts";
import { serve } from "./serve.ts";

/** VS Code 1.100.3: the newest whose server runs on Node 20. */
const version = "4.100.3";
const native = ["@vscode/spdlog", "native-watchdog"];

/** VS Code's own server and web workbench, from the npm package code-server, shown in Chromium. */
export function codeServer(cache: string): Host {
  const main = install(path.join(cache, `code-server-${version}`));
  const browser = findChromium();
  return {
    name: `code-server ${version} in ${browser}`,
    run: (run, report) => runInBrowser(run, report, main, browser),
  };
}

/** Installs the server once; gives its entry. Only the two native modules it cannot start without are built. */
function install(folder: string): string {
  const vscode = path.join(folder, "node_modules/code-server/lib/vscode");
  const finished = path.join(folder, "installed");
  if (!existsSync(finished)) {
    console.log(`installing code-server ${version} into ${folder} …`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true }));
    const node = path.resolve(process.execPath, "../..");
    const headers = existsSync(path.join(node, "include/node/node.h")) ? { npm_config_nodedir: node } : {};
    const npm = (cwd: string, ...args: string[]): void => {
      const env = { ...process.env, ...headers };
      execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd, env, stdio: "inherit" });
    };
    npm(folder, "install", "--ignore-scripts", `code-server@${version}`);
    npm(vscode, "install", "--omit=dev", "--ignore-scripts");
    npm(vscode, "rebuild", ...native);
    writeFileSync(finished, "");
  }
  // The wrapper `code-server` itself does not pass the test arguments on.
  return path.join(vscode, "out/server-main.js");
}

async function runInBrowser(run: Run, report: Report, main: string, executablePath: string): Promise<void> {
  const data = path.join(run.temporary, "data");
  mkdirSync(path.join(data, "User"), { recursive: true });
  writeFileSync(path.join(data, "User/settings.json"), JSON.stringify(settings));
  const port = await freePort();
  // An empty gallery keeps the workbench from calling open-vsx.org.
  const env = {
    ...process.env,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    SHAPELINT_E2E: run.channel,
    SHAPELINT_E2E_GPU: run.gpu ? "1" : "",
  };
  const folders = [
    "--user-data-dir",
    data,
    "--server-data-dir",
    data,
    "--extensions-dir",
    path.join(run.temporary, "ext"),
  ];
  const flags = ["--accept-server-license-terms", ...folders];
  if (run.vsix) {
    execFileSync(process.execPath, [main, ...flags, "--force", `--install-extension=${run.vsix}`], {
      env,
      stdio: "pipe",
    });
  }
  const server = spawn(
    process.execPath,
    // Without the driver the page ignores the extension and the suite named in its address.
    [main, ...flags, "--host", "127.0.0.1", "--port", String(port), "--without-connection-token"].concat([
      "--disable-workspace-trust",
      "--telemetry-level",
      "off",
      "--enable-smoke-test-driver",
    ]),
    { detached: true, stdio: ["ignore", "pipe", "pipe"], env },
  );
  let browser: Browser | undefined;
  try {
    await untilListening(server);
    browser = await chromium.launch({ executablePath, args: [...flagsOf(run)] });
    const permissions = ["clipboard-read", "clipboard-write"];
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, permissions });
    await watchSuite(page, run, report, port);
  } finally {
    await browser?.close();
    await endGroup(server);
  }
}

/** WebGPU by Chromium's own driver for the CPU, or none at all. */
function flagsOf({ gpu }: Run): readonly string[] {
  const common = ["--no-sandbox", "--no-first-run"];
  return gpu ? [...common, "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"] : [...common, "--disable-gpu"];
}

/** Opens the workbench with the suite and follows the suite to its end. */
async function watchSuite(page: Page, run: Run, report: Report, port: number): Promise<void> {
  let ended: string | undefined;
  page.on("crash", () => {
    ended = "the page crashed";
  });
  const verbose = process.env.SHAPELINT_E2E_VERBOSE !== undefined;
  await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
    if (verbose) console.log(`[workbench ${type}]`, ...args);
  });
  await page.exposeFunction("codeAutomationExit", (code: number) => {
    ended ??= code === 0 ? "" : `the extension host ended with ${code}`;
  });
  const uri = (file: string): string => `vscode-remote://127.0.0.1:${port}${file}`;
  const payload = [
    ["extensionDevelopmentPath", uri(run.extension)],
    ["extensionTestsPath", uri(run.suite)],
    ["skipWelcome", "true"],
  ];
  const query = new URLSearchParams({ folder: run.workspace, payload: JSON.stringify(payload) });
  const response = await page.goto(`http://127.0.0.1:${port}/?${query}`);
  if (!response?.ok()) throw new Error(`the workbench answered ${response?.status()}`);
  await serve(page, run, report, () => ended, limit);
  report.poll();
  if (ended && !report.isDone()) throw new Error(ended);
}

async function untilListening(server: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`VS Code's server ended with ${code}:\n${said}`)));
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        said += chunk;
        if (said.includes("Web UI available")) resolve();
      });
    }
  });
}

/** Ends the server and what it started; it leads a process group of its own. */
async function endGroup(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null) return;
  const exited = once(server, "exit");
  process.kill(-server.pid, "SIGTERM");
  await Promise.race([exited, setTimeout(5000, undefined, { ref: false })]);
  try {
    process.kill(-server.pid, "SIGKILL");
  } catch {
    // The whole group has ended already.
  }
}
