import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { toSlashes } from "./disk.ts";
import type { AnalysisSettings } from "./messages.ts";
import { findPythonEnv, projectRoot, toEnv } from "./pythonEnv.ts";

/** The editor's settings below `shapelint`. */
export interface Settings {
  readonly enable: boolean;
  readonly python: string;
  readonly searchPaths: readonly string[];
  readonly inlayHints: "off" | "compact" | "full";
  /** Levels by code, as they were sent. */
  readonly rules: unknown;
}

export const defaults: Settings = { enable: true, python: "", searchPaths: [], inlayHints: "compact", rules: {} };

/** Reads what the editor sent; anything malformed keeps its default. */
export function readSettings(sent: unknown): Settings {
  const given: Record<string, unknown> = typeof sent === "object" && sent !== null ? { ...sent } : {};
  const { enable, python, searchPaths, inlayHints, rules } = given;
  return {
    enable: typeof enable === "boolean" ? enable : defaults.enable,
    python: typeof python === "string" ? python.trim() : defaults.python,
    searchPaths: Array.isArray(searchPaths) ? searchPaths.filter((entry) => typeof entry === "string") : [],
    inlayHints: inlayHints === "off" || inlayHints === "full" ? inlayHints : defaults.inlayHints,
    rules: rules ?? defaults.rules,
  };
}

/** What the analysis may read and where it looks for imports, with these folders and files open. */
export function analysisSettings(
  settings: Settings,
  folders: readonly string[],
  openFiles: readonly string[],
): AnalysisSettings {
  const searchPaths = settings.searchPaths.map((entry) => expand(entry, folders[0]));
  const loose = openFiles.filter((file) => !folders.some((folder) => file.startsWith(`${folder}/`)));
  const projects = [...new Set([...folders, ...loose.map((file) => projectRoot(file, existsSync))])];
  const stated = settings.python === "" ? undefined : toEnv(expand(settings.python, folders[0]), existsSync);
  const pythonEnv = stated ?? findPythonEnv(projects, process.env, existsSync);
  return {
    roots: [...projects, ...searchPaths, ...(pythonEnv ? [pythonEnv] : [])],
    searchPaths,
    pythonEnv,
    rules: settings.rules,
  };
}

/** `~`, `${workspaceFolder}` and paths relative to the first workspace folder. */
function expand(entry: string, folder: string | undefined): string {
  const here = folder ?? homedir();
  const full = entry.replace(/^~(?=$|[\\/])/, homedir()).replace(/\$\{workspaceFolder\}/g, here);
  return toSlashes(path.resolve(here, full));
}
