/** Shows what ShapeLint says about `examples/`: the errors in them, and the table of a model that is right. */
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

const commands = [
  ["check", "examples"],
  ["summary", "examples/lenet.py", "--entry", "LeNet()", "--input", "1x1x28x28"],
];

for (const command of commands) {
  console.log(`\n$ shapelint ${command.join(" ")}\n`);
  const { status } = spawnSync(process.execPath, [path.join(root, "dist/shapelint.cjs"), ...command], {
    cwd: root,
    stdio: "inherit",
  });
  // 1 says that errors were found, which is what the examples are for.
  if (status !== 0 && status !== 1) process.exit(status ?? 2);
}
