import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ParserWasm } from "./parser.ts";

/**
 * Where Node finds the parser's two WebAssembly files: beside the bundle, or in
 * the `node_modules` above the sources. For the command line, the language
 * server and the tests; a browser passes the bytes itself.
 */
export function locateWasm(): ParserWasm & { readonly engine: string } {
  return {
    engine: locate("web-tree-sitter", "web-tree-sitter.wasm"),
    // Its bytes: given a path, the engine would import Node's modules while it runs.
    grammar: readFileSync(locate("tree-sitter-python", "tree-sitter-python.wasm")),
  };
}

function locate(packageName: string, file: string): string {
  const beside = path.join(import.meta.dirname, file);
  if (existsSync(beside)) return beside;
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const installed = path.join(folder, "node_modules", packageName, file);
    if (existsSync(installed)) return installed;
    if (folder === path.dirname(folder)) throw new Error(`${file} was not found; is ${packageName} installed?`);
  }
}
