/** How the product's sources are bundled. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { BuildOptions } from "esbuild";

export const root: string = path.resolve(import.meta.dirname, "..");
export const dist: string = path.join(root, "dist");
export const resolve: (name: string) => string = createRequire(import.meta.url).resolve;

/** A digest of all that decides what a parsed file is: the sources of the parser, the lowering and the stored form, and the grammar. */
function syntaxFormat(): string {
  const digest = createHash("sha256");
  const sources = path.join(root, "server/src/syntax");
  for (const file of readdirSync(sources, { recursive: true, encoding: "utf8" }).sort()) if (file.endsWith(".ts")) digest.update(file).update(readFileSync(path.join(sources, file)));
  for (const wasm of ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-python/tree-sitter-python.wasm"]) digest.update(readFileSync(resolve(wasm)));
  return digest.digest("hex").slice(0, 16);
}

/** A digest of all that decides what a check finds: the server's sources, the bundled Python, and the packages. */
function productFormat(): string {
  const digest = createHash("sha256");
  const sources = path.join(root, "server/src");
  for (const file of readdirSync(sources, { recursive: true, encoding: "utf8" }).sort()) if (/\.(ts|py|json)$/.test(file)) digest.update(file).update(readFileSync(path.join(sources, file)));
  return digest.update(readFileSync(path.join(root, "package-lock.json"))).digest("hex").slice(0, 16);
}

export const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  outdir: dist,
  sourcemap: true,
  // Names stay, so that a stack trace in a bug report can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
  loader: { ".wgsl": "text" },
};

export const forNode: BuildOptions = {
  ...shared,
  platform: "node",
  target: "node20",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  external: ["vscode"],
  define: { "import.meta.dirname": "__dirname", SYNTAX_FORMAT: JSON.stringify(syntaxFormat()), PRODUCT_FORMAT: JSON.stringify(productFormat()) },
  // Its ESM build reads import.meta.url, which a CommonJS bundle has not.
  alias: { "web-tree-sitter": resolve("web-tree-sitter") },
};
