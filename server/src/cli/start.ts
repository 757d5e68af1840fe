#!/usr/bin/env node
/**
 * Starts the command line from code that V8 compiled when the product was built, which
 * halves a cold start. Another Node than the one it was built with compiles anew.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Script } from "node:vm";

const program = path.join(import.meta.dirname, "cli.cjs");
const cache = path.join(import.meta.dirname, "cli.cache");
const load = createRequire(program);

if (existsSync(cache)) {
  const source = `(function (require, __filename, __dirname) {${readFileSync(program, "utf8").replace(/^#!.*/, "")}\n})`;
  const script = new Script(source, { filename: program, cachedData: readFileSync(cache) });
  script.runInThisContext()(load, program, import.meta.dirname);
} else load(program);
