/**
 * `npm run bench [-- --edits N]`: times of what a user waits for, measured on the bundled product.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import * as esbuild from "esbuild";
import { dist, forNode } from "./bundle.ts";

await esbuild.build({ ...forNode, entryPoints: { bench: "scripts/bench/main.ts" } });
const { status } = spawnSync(process.execPath, [path.join(dist, "bench.cjs"), ...process.argv.slice(2)], { stdio: "inherit" });
process.exitCode = status ?? 1;
