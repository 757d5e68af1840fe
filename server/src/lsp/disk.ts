import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { FileSystem } from "./facade.ts";

/** A larger file holds data, not a model; reading it would only fill the heap. */
const largestFile = 64 * 2 ** 20;

/**
 * The disk, as far as the analysis may see it: files under `roots` and nothing else.
 * Whatever lies outside does not exist. Paths are absolute, with forward slashes.
 */
export function diskFileSystem(roots: readonly string[]): FileSystem {
  const allowed = roots.map((root) => toSlashes(path.resolve(root)).replace(/\/$/, ""));
  const inside = (file: string): boolean => {
    if (!path.isAbsolute(file)) return false;
    const full = toSlashes(path.resolve(file));
    return allowed.some((root) => full === root || full.startsWith(`${root}/`));
  };
  return {
    readFile(file) {
      if (!inside(file)) return undefined;
      try {
        const stat = statSync(file);
        if (!stat.isFile() || stat.size > largestFile) return undefined;
        return decode(readFileSync(file));
      } catch {
        return undefined;
      }
    },
    exists: (file) => inside(file) && existsSync(file),
    isDirectory: (file) => inside(file) && (statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false),
    list(folder) {
      if (!inside(folder)) return [];
      try {
        return readdirSync(folder).sort();
      } catch {
        return [];
      }
    },
  };
}

export function toSlashes(file: string): string {
  return file.replaceAll("\\", "/");
}

/** UTF-8 without its byte order mark; invalid bytes become U+FFFD, as the editor shows them. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}
