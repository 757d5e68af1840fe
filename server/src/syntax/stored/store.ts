import type { Module } from "../ast.ts";
import { parse } from "../parser.ts";
import { readModule } from "./reader.ts";
import { writeModule } from "./writer.ts";

/** Keeps the bytes of parsed files by the text that they were parsed from. It loses them when it likes. */
export interface SyntaxStore {
  load(text: string): Uint8Array | undefined;
  save(text: string, bytes: Uint8Array): void;
}

/** {@link parse}, of a text that was parsed before from what was stored then. */
export function parseStored(store: SyntaxStore, path: string, text: string): Module {
  const bytes = store.load(text);
  if (bytes !== undefined) {
    try {
      return readModule(path, text, bytes);
    } catch {
      // Bytes that are damaged are as good as none.
    }
  }
  const module = parse(path, text);
  const written = writeModule(module);
  if (written !== null) store.save(text, written);
  return module;
}
