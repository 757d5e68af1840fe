/** Bundles everything that ships into `dist/`. `--watch` rebuilds on change. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { dist, forNode, resolve, root, shared } from "./bundle.ts";
import { compile } from "./compile.ts";

/** What runs in Node: the extension, the language server and its analysis thread, the command line. */
const programs = {
  extension: "client/src/extension.ts",
  server: "server/src/lsp/main.ts",
  analysis: "server/src/lsp/worker.ts",
  shapelint: "server/src/cli/start.ts",
  cli: "server/src/cli/main.ts",
};

/** Each `client/webview/NAME/main.ts` is a page of its own. */
function webviews(): Record<string, string> {
  const folder = path.join(root, "client/webview");
  const pages = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const entries = pages
    .filter((page) => page.isDirectory() && existsSync(path.join(folder, page.name, "main.ts")))
    .map((page) => [`webview/${page.name}`, `client/webview/${page.name}/main.ts`]);
  return Object.fromEntries(entries);
}

const builds: esbuild.BuildOptions[] = [
  {
    ...forNode,
    entryPoints: Object.fromEntries(Object.entries(programs).filter(([, file]) => existsSync(path.join(root, file)))),
  },
  {
    ...shared,
    entryPoints: webviews(),
    platform: "browser",
    target: "es2022",
    format: "iife",
    loader: { ...shared.loader, ".css": "css" },
  },
];

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const wasm of ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-python/tree-sitter-python.wasm"]) {
  copyFileSync(resolve(wasm), path.join(dist, path.basename(wasm)));
}
for (const library of ["python", "torch"]) {
  const prelude = path.join(root, "server/src", library, "prelude");
  if (existsSync(prelude)) cpSync(prelude, path.join(dist, "prelude", library), { recursive: true });
}
const bundled = builds.filter((options) => Object.keys(options.entryPoints ?? {}).length > 0);
try {
  for (const options of bundled) {
    if (process.argv.includes("--watch")) await (await esbuild.context(options)).watch();
    else await esbuild.build(options);
  }
  // Code compiled before would be taken for that of a program changed since.
  if (!process.argv.includes("--watch")) compile(dist);
} catch (error) {
  // esbuild has said what is wrong, and where.
  if (!(error instanceof Error && "errors" in error)) console.error(error);
  process.exitCode = 1;
}
