import { appendFileSync, existsSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

/** What the suite, inside VS Code, tells the runner outside: JSON lines in a shared file. */
export type SuiteEvent =
  | { readonly kind: "suite"; readonly title: string }
  | { readonly kind: "pass"; readonly title: string; readonly duration: number }
  | { readonly kind: "fail"; readonly title: string; readonly error: string }
  | { readonly kind: "pending"; readonly title: string }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "screenshot"; readonly name: string }
  | { readonly kind: "done"; readonly passed: number; readonly failed: number; readonly pending: number };

/** The folder shared with the runner; unset when the suite is run by hand in VS Code. */
const folder = process.env.SHAPELINT_E2E;

export function tell(event: SuiteEvent): void {
  if (folder) appendFileSync(path.join(folder, "events.jsonl"), `${JSON.stringify(event)}\n`);
  else console.log(event);
}

/** Has the runner take a picture of the window, and waits for it. */
export async function screenshot(name: string): Promise<void> {
  if (!folder) return;
  tell({ kind: "screenshot", name });
  while (!existsSync(path.join(folder, `${name}.done`))) await setTimeout(20);
}
