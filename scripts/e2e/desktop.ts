import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from "@vscode/test-electron";
import { type Host, type Run, settings } from "./host.ts";
import type { Report } from "./report.ts";

const version = "stable";
const releases = "https://update.code.visualstudio.com/api/releases/stable";

/** Desktop VS Code, downloaded into `cachePath`; undefined where that is impossible or there is no screen. */
export async function desktop(cachePath: string): Promise<Host | undefined> {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  try {
    await fetch(releases, { signal: AbortSignal.timeout(5000) });
    const vscodeExecutablePath = await downloadAndUnzipVSCode({ version, cachePath, timeout: 30_000 });
    return {
      name: "desktop (screenshots are not taken)",
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
  let ended = false;
  const running = runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: run.extension,
    extensionTestsPath: run.suite,
    extensionTestsEnv: { SHAPELINT_E2E: run.channel },
    launchArgs: [run.workspace, ...folders, "--disable-workspace-trust", "--disable-gpu"],
  }).finally(() => {
    ended = true;
  });
  while (!ended) {
    for (const name of report.poll()) report.screenshotTaken(name);
    await setTimeout(50);
  }
  await running;
}
