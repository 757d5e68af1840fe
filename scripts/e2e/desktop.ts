import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from "@vscode/test-electron";
import { freePort, type Host, limit, type Run, settings } from "./host.ts";
import type { Report } from "./report.ts";
import { serve } from "./serve.ts";

const version = "stable";
const releases = "https://update.code.visualstudio.com/api/releases/stable";

/** Desktop VS Code, downloaded into `cachePath`; undefined where that is impossible or there is no screen. */
export async function desktop(cachePath: string): Promise<Host | undefined> {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  try {
    await fetch(releases, { signal: AbortSignal.timeout(5000) });
    const vscodeExecutablePath = await downloadAndUnzipVSCode({ version, cachePath, timeout: 30_000 });
    return {
      name: `desktop ${vscodeExecutablePath}`,
      run: (run, report) => runDesktop(run, report, vscodeExecutablePath),
    };
  } catch (error) {
    console.log(`no desktop VS Code: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function runDesktop(run: Run, report: Report, vscodeExecutablePath: string): Promise<void> {
  const data = path.join(run.temporary, "data");
  mkdirSync(path.join(data, "User"), { recursive: true });
  writeFileSync(path.join(data, "User/settings.json"), JSON.stringify(settings));
  const folders = [`--user-data-dir=${data}`, `--extensions-dir=${path.join(run.temporary, "ext")}`];
  if (run.vsix) {
    const [cli = "code"] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath);
    execFileSync(cli, [...folders, `--install-extension=${run.vsix}`], {
      shell: process.platform === "win32",
      stdio: "pipe",
    });
  }
  const port = await freePort();
  let ended: string | undefined;
  const running = runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: run.extension,
    extensionTestsPath: run.suite,
    extensionTestsEnv: { SHAPELINT_E2E: run.channel },
    // The window is seen and used over Chromium's protocol.
    launchArgs: [
      run.workspace,
      ...folders,
      "--disable-workspace-trust",
      "--disable-gpu",
      `--remote-debugging-port=${port}`,
    ],
  }).finally(() => {
    ended = "VS Code ended";
  });
  const browser = await connect(port, () => ended);
  try {
    await serve(await workbench(browser), run, report, () => ended, limit);
  } finally {
    await browser.close();
  }
  await running;
}

async function connect(port: number, ended: () => string | undefined): Promise<Browser> {
  for (const deadline = Date.now() + 60_000; ; await setTimeout(200)) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (error) {
      if (ended() !== undefined || Date.now() > deadline) throw error;
    }
  }
}

/** The page of VS Code's window. */
async function workbench(browser: Browser): Promise<Page> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await setTimeout(100)) {
    const pages = browser.contexts().flatMap((context) => context.pages());
    const found = pages.find((page) => page.url().includes("workbench"));
    if (found) return found;
  }
  throw new Error("VS Code shows no window");
}
