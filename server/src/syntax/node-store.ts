import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { SyntaxStore } from "./stored/store.ts";

/** Names what the bytes depend on beside the text: the parser's own sources. Stated when the product is bundled. */
declare const SYNTAX_FORMAT: string | undefined;

/** Files of this many packages; the oldest are let go of. */
const MOST_FILES = 20_000;

/** Where this user's programs keep what they can make again. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, home: string = homedir()): string {
  const own = env["SHAPELINT_CACHE_DIR"];
  if (own) return path.resolve(own);
  if (platform === "win32") return path.join(env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"), "shapelint", "Cache");
  if (platform === "darwin") return path.join(home, "Library", "Caches", "shapelint");
  return path.join(env["XDG_CACHE_HOME"] || path.join(home, ".cache"), "shapelint");
}

/** The parsed files of installed packages on this user's disk; from sources, which change under it, there is none. */
export function userSyntaxStore(): SyntaxStore | undefined {
  return typeof SYNTAX_FORMAT === "string" ? diskSyntaxStore(cacheFolder(), SYNTAX_FORMAT) : undefined;
}

/**
 * A folder with a file for each text, named by its digest, below one for the format: a program of another format has its own,
 * and the first that writes removes the others. What cannot be read or written is not stored.
 */
export function diskSyntaxStore(folder: string, format: string, most = MOST_FILES): SyntaxStore {
  const name = `syntax-${format}`;
  const own = path.join(folder, name);
  let prepared = false;
  const place = (text: string): string => path.join(own, createHash("sha256").update(text).digest("hex"));
  const prepare = (): void => {
    prepared = true;
    mkdirSync(own, { recursive: true });
    for (const other of readdirSync(folder)) if (other.startsWith("syntax-") && other !== name) rmSync(path.join(folder, other), { recursive: true, force: true });
    letGo(own, most);
  };
  return {
    load(text) {
      try {
        return readFileSync(place(text));
      } catch {
        return undefined;
      }
    },
    save(text, bytes) {
      try {
        if (!prepared) prepare();
        write(place(text), bytes);
      } catch {
        // A full or locked disk costs time at the next start, nothing else.
      }
    },
  };
}

/** Whoever reads meanwhile finds all of it or nothing. */
function write(file: string, bytes: Uint8Array): void {
  const unfinished = path.join(path.dirname(file), `.${randomBytes(8).toString("hex")}`);
  try {
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** Removes the older half of more files than are wanted. */
function letGo(folder: string, most: number): void {
  const files = readdirSync(folder);
  if (files.length <= most) return;
  const aged = files.map((file) => ({ file, written: statSync(path.join(folder, file)).mtimeMs })).sort((a, b) => a.written - b.written);
  for (const { file } of aged.slice(0, files.length - Math.floor(most / 2))) rmSync(path.join(folder, file), { force: true });
}
