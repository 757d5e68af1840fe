import { type Stats, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { FileSystem } from "../python/imports.ts";

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
  const texts = new Map<string, Text>();
  return {
    readFile(file) {
      if (!inside(file)) return undefined;
      const known = texts.get(file);
      const stat = statOf(file);
      if (known && known.size === stat?.size && known.mtime === stat.mtimeMs) return known.text;
      texts.delete(file);
      if (!stat?.isFile() || stat.size > largestFile) return undefined;
      const text = read(file);
      if (text !== undefined) texts.set(file, { text, size: stat.size, mtime: stat.mtimeMs });
      return text;
    },
    exists: (file) => inside(file) && existsSync(file),
    isDirectory: (file) => inside(file) && (statOf(file)?.isDirectory() ?? false),
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

/** A text as it was read, with what tells that the file has changed since. */
interface Text {
  readonly text: string;
  readonly size: number;
  readonly mtime: number;
}

/** Undefined for what is not there or cannot be looked at: a name below a file, a folder that nobody may enter. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Undefined for what cannot be read, as for what does not exist. */
function read(file: string): string | undefined {
  try {
    return decode(readFileSync(file));
  } catch {
    return undefined;
  }
}

/** UTF-8 without its byte order mark; invalid bytes become U+FFFD, as the editor shows them. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes);
}
