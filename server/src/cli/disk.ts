/** The file system for the command line: read-only, each file and folder read once. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import type { FileSystem } from "../python/imports.ts";

export function diskFileSystem(): FileSystem {
  const kinds = new Map<string, "file" | "folder" | "none">();
  const texts = new Map<string, string | undefined>();
  const lists = new Map<string, readonly string[]>();
  const kind = (path: string): "file" | "folder" | "none" => {
    let k = kinds.get(path);
    if (k === undefined) {
      const s = statSync(path, { throwIfNoEntry: false });
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
        names = kind(path) === "folder" ? readdirSync(path).sort() : [];
        lists.set(path, names);
      }
      return names;
    },
  };
}
