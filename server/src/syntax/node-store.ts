import { createHash } from "node:crypto";
import { DiskCache, cacheFolder } from "./node-cache.ts";
import type { SyntaxStore } from "./stored/store.ts";

/** Names what the bytes depend on beside the text: the parser's own sources. Stated when the product is bundled. */
declare const SYNTAX_FORMAT: string | undefined;

/** Files of this many packages; the oldest are let go of. */
const MOST_FILES = 20_000;

/** The parsed files of installed packages on this user's disk; from sources, which change under it, there is none. */
export function userSyntaxStore(): SyntaxStore | undefined {
  return typeof SYNTAX_FORMAT === "string" ? diskSyntaxStore(cacheFolder(), SYNTAX_FORMAT) : undefined;
}

/** Syntax by the digest of its text. */
export function diskSyntaxStore(folder: string, format: string, most = MOST_FILES): SyntaxStore {
  const cache = new DiskCache(folder, "syntax", format, most);
  const name = (text: string): string => createHash("sha256").update(text).digest("hex");
  return { load: (text) => cache.load(name(text)), save: (text, bytes) => cache.save(name(text), bytes) };
}
