/** The file system for the command line: read-only, each file and folder read once. */
import { type Stats, readFileSync, readdirSync, statSync } from "node:fs";
import type { FileSystem } from "../python/imports.ts";

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Undefined for what is not there or cannot be looked at: a name below a file, a folder that nobody may enter. */
function stat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export function diskFileSystem(): FileSystem {
  const kinds = new Map<string, "file" | "folder" | "none">();
  const texts = new Map<string, string | undefined>();
  const lists = new Map<string, readonly string[]>();
  const kind = (path: string): "file" | "folder" | "none" => {
    let k = kinds.get(path);
    if (k === undefined) {
      const s = stat(path);
      k = s === undefined ? "none" : s.isDirectory() ? "folder" : "file";
      kinds.set(path, k);
    }
    return k;
  };
  return {
    readFile(path) {
      if (!texts.has(path)) {
        let text: string | undefined;
        try {
          text = readFileSync(path, "utf8");
        } catch {
          text = undefined; // unreadable is the same as absent, for whoever asks
        }
        texts.set(path, text);
      }
      return texts.get(path);
    },
    exists: (path) => kind(path) !== "none",
    isDirectory: (path) => kind(path) === "folder",
    list(path) {
      let names = lists.get(path);
      if (!names) {
        names = kind(path) === "folder" ? namesIn(path) : [];
        lists.set(path, names);
      }
      return names;
    },
  };
}
