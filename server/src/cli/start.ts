#!/usr/bin/env node
/**
 * Starts the command line from code that V8 compiled when the product was built, which
 * halves a cold start. Another Node than the one it was built with compiles anew. The program has ASCII alone
 * (scripts/compile.ts sees to it), which is read twice as quickly as UTF-8.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Script } from "node:vm";

const program = path.join(import.meta.dirname, "cli.cjs");
const cache = path.join(import.meta.dirname, "cli.cache");
const load = createRequire(program);

if (existsSync(cache)) {
  const source = `(function (require, __filename, __dirname) {${readFileSync(program, "latin1").replace(/^#!.*/, "")}\n})`;
  const script = new Script(source, { filename: program, cachedData: readFileSync(cache) });
  script.runInThisContext()(load, program, import.meta.dirname);
} else load(program);
