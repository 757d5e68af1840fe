/**
 * `npm run bench [-- PART...] [-- OPTIONS]`: times of what a user waits for. Without a PART, all of them.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import * as esbuild from "esbuild";
import { dist, forNode } from "./bundle.ts";

/** What runs each part, and on what: the bundled product, or its sources. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  editing: [path.join(dist, "bench.cjs")],
  product: ["--import", "tsx", path.join(import.meta.dirname, "bench/product.ts")],
  scale: ["--import", "tsx", path.join(import.meta.dirname, "bench/scale.ts")],
  kernels: ["--import", "tsx", path.join(import.meta.dirname, "bench/kernels.ts")],
};

const given = process.argv.slice(2);
const named = given.filter((word) => word in PARTS);
const options = given.filter((word) => !(word in PARTS));

await esbuild.build({ ...forNode, entryPoints: { bench: "scripts/bench/main.ts" } });
for (const part of named.length > 0 ? named : Object.keys(PARTS)) {
  console.log(`\n${part}`);
  const { status } = spawnSync(process.execPath, [...(PARTS[part] ?? []), ...options], { stdio: "inherit" });
  process.exitCode ||= status ?? 1;
}
