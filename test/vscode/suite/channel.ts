import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

/** What the suite, inside VS Code, tells the runner outside: JSON lines in a shared file. */
export type SuiteEvent =
  | { readonly kind: "suite"; readonly title: string }
  | { readonly kind: "pass"; readonly title: string; readonly duration: number }
  | { readonly kind: "fail"; readonly title: string; readonly error: string }
  | { readonly kind: "pending"; readonly title: string }
  | { readonly kind: "note"; readonly text: string }
  | SuiteRequest
  | { readonly kind: "done"; readonly passed: number; readonly failed: number; readonly pending: number };

/** What the runner is to do with the window; the answer is a file named by the id. */
export type SuiteRequest =
  | { readonly kind: "screenshot"; readonly id: string; readonly name: string }
  | { readonly kind: "act"; readonly id: string; readonly act: Act };

/** What the runner answers. */
export type Answer = { readonly done: unknown } | { readonly refused: string };

/** A user's deed, or a look, in VS Code's own window or in a panel's page. `at` is a CSS selector (Playwright's). */
export type Act = { readonly in: "workbench" | "table" | "pooling" } & Deed;

export type Deed =
  | { readonly do: "click"; readonly at: string; readonly holding?: readonly ("Control" | "Alt" | "Shift")[] }
  | { readonly do: "hover"; readonly at: string }
  | { readonly do: "fill"; readonly at: string; readonly text: string }
  | { readonly do: "check"; readonly at: string; readonly on: boolean }
  | { readonly do: "choose"; readonly at: string; readonly value: string }
  | { readonly do: "press"; readonly at: string; readonly key: string }
  | { readonly do: "upload"; readonly at: string; readonly file: string }
  /** From the middle to a share of the width. */
  | { readonly do: "drag"; readonly at: string; readonly to: number }
  | { readonly do: "texts"; readonly at: string }
  | { readonly do: "attributes"; readonly at: string; readonly name: string }
  /** An expression in the page. */
  | { readonly do: "run"; readonly script: string };

/** The folder shared with the runner; unset when the suite is run by hand in VS Code. */
const folder = process.env.SHAPELINT_E2E;

export function tell(event: SuiteEvent): void {
  if (folder) appendFileSync(path.join(folder, "events.jsonl"), `${JSON.stringify(event)}\n`);
  else console.log(event);
}

/** Has the runner take a picture of the window, and waits for it. */
export async function screenshot(name: string): Promise<void> {
  if (folder) await answered({ kind: "screenshot", id: randomUUID(), name });
}

/** Has the runner do something in the window, and gives what it saw. */
export async function act(deed: Act): Promise<unknown> {
  if (!folder) throw new Error("nobody is there to use the window: run the suite with npm run test:vscode");
  return answered({ kind: "act", id: randomUUID(), act: deed });
}

async function answered(request: SuiteRequest): Promise<unknown> {
  tell(request);
  const file = path.join(folder ?? "", `${request.id}.json`);
  while (!existsSync(file)) await setTimeout(10);
  const answer = JSON.parse(readFileSync(file, "utf8")) as Answer;
  if ("refused" in answer) throw new Error(answer.refused);
  return answer.done;
}
