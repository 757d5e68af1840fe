import { once } from "node:events";
import { createServer } from "node:net";
import type { Report } from "./report.ts";

/** One run of the suite. All paths are absolute. */
export interface Run {
  /** Folder for the run's own files, removed after it. */
  readonly temporary: string;
  /** The folder VS Code opens. */
  readonly workspace: string;
  /** Where the suite writes its events; it finds the folder in the variable SHAPELINT_E2E. */
  readonly channel: string;
  readonly suite: string;
  readonly screenshots: string;
  /** The extension under development. */
  readonly extension: string;
  /** Whether the browser has WebGPU; the suite finds it in the variable SHAPELINT_E2E_GPU. */
  readonly gpu: boolean;
  /** A packed extension to install first. */
  readonly vsix?: string;
}

/** A VS Code that a suite can run in; `run` returns when VS Code has ended. */
export interface Host {
  readonly name: string;
  run(run: Run, report: Report): Promise<void>;
}

export const settings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "editor.fontSize": 15,
  // In the browser VS Code saves by itself, and tests could not throw their edits away.
  "files.autoSave": "off",
};

/** Longest time for one run of the suite, in milliseconds. */
export const limit = 1_200_000;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || !address) throw new Error("no free port");
  return address.port;
}
