import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { SuiteRequest } from "../../test/vscode/suite/channel.ts";
import { Hands } from "./hands.ts";
import type { Run } from "./host.ts";
import type { Report } from "./report.ts";

/** Follows the suite to its end, and does in the window what it asks for; `ended` says why VS Code is gone. */
export async function serve(
  page: Page,
  run: Run,
  report: Report,
  ended: () => string | undefined,
  limit: number,
): Promise<void> {
  const hands = new Hands(page);
  const answerTo = async (request: SuiteRequest): Promise<unknown> => {
    if (request.kind === "act") return hands.perform(request.act);
    await page.screenshot({ path: path.join(run.screenshots, `${request.name}.png`) });
    return null;
  };
  const deadline = Date.now() + limit;
  while (ended() === undefined && !report.isDone()) {
    if (Date.now() > deadline) throw new Error(`the suite did not end within ${limit / 1000} s`);
    for (const request of report.poll()) {
      try {
        report.answer(request, { done: await answerTo(request) });
      } catch (error) {
        report.answer(request, { refused: error instanceof Error ? error.message : String(error) });
      }
    }
    await setTimeout(30);
  }
}
