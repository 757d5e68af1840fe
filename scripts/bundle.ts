/** How the product's sources are bundled. */
import { createRequire } from "node:module";
import path from "node:path";
import type { BuildOptions } from "esbuild";

export const root: string = path.resolve(import.meta.dirname, "..");
export const dist: string = path.join(root, "dist");
export const resolve: (name: string) => string = createRequire(import.meta.url).resolve;

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
  define: { "import.meta.dirname": "__dirname" },
  // Its ESM build reads import.meta.url, which a CommonJS bundle has not.
  alias: { "web-tree-sitter": resolve("web-tree-sitter") },
};
