import { readdirSync } from "node:fs";
import { tell } from "./channel.ts";

/** Called by VS Code in its extension host: runs every test file of the folder. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import("mocha");
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000 });
  // By hand, for one part of the suite.
  if (process.env.SHAPELINT_E2E_GREP) mocha.grep(process.env.SHAPELINT_E2E_GREP);
  const files = readdirSync(__dirname).filter((file) => file.endsWith(".test.cjs"));
  for (const file of files) mocha.addFile(`${__dirname}/${file}`);
  await mocha.loadFilesAsync();
  const counts = { passed: 0, failed: 0, pending: 0 };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on("suite", ({ title, root }) => root || tell({ kind: "suite", title }))
      .on("pass", ({ title, duration }) => {
        counts.passed += 1;
        tell({ kind: "pass", title, duration: duration ?? 0 });
      })
      .on("fail", ({ title }, error) => {
        counts.failed += 1;
        tell({ kind: "fail", title, error: error.stack ?? String(error) });
      })
      .on("pending", ({ title }) => {
        counts.pending += 1;
        tell({ kind: "pending", title });
      });
  });
  tell({ kind: "done", ...counts });
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`);
}
