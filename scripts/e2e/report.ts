import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Answer, SuiteEvent, SuiteRequest } from "../../test/vscode/suite/channel.ts";

/**
 * Reads what the suite tells (JSON lines in `events.jsonl`) and prints it. A suite that never told `done`
 * has failed, whatever VS Code's exit status says: it is 0 when the extension host dies, too.
 */
export class Report {
  private readonly channel: string;
  private readonly problems: string[] = [];
  private read = 0;
  private done: Extract<SuiteEvent, { kind: "done" }> | undefined;

  constructor(channel: string) {
    this.channel = channel;
  }

  /** Prints what is new and gives what the suite waits for. */
  poll(): readonly SuiteRequest[] {
    const file = path.join(this.channel, "events.jsonl");
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
    const fresh = lines.slice(this.read).map((line) => JSON.parse(line) as SuiteEvent);
    this.read = lines.length;
    for (const event of fresh) this.print(event);
    return fresh.filter((event) => event.kind === "screenshot" || event.kind === "act");
  }

  answer({ id }: SuiteRequest, answer: Answer): void {
    const file = path.join(this.channel, `${id}.json`);
    // The suite reads the file as soon as it is there.
    writeFileSync(`${file}.part`, JSON.stringify(answer));
    renameSync(`${file}.part`, file);
  }

  isDone(): boolean {
    return this.done !== undefined;
  }

  problem(message: string): void {
    this.problems.push(message);
  }

  /** Prints the closing line; true if the suite ran to its end without a failure. */
  close(name: string): boolean {
    this.poll();
    if (!this.done) this.problem("the suite did not run to its end");
    else if (this.done.passed === 0) this.problem("the suite ran no test");
    for (const problem of this.problems) console.log(`  ! ${problem}`);
    const { passed, failed, pending } = this.done ?? { passed: 0, failed: 0, pending: 0 };
    console.log(`${name}: ${passed} passed, ${failed + this.problems.length} failed, ${pending} pending`);
    return failed === 0 && this.problems.length === 0;
  }

  private print(event: SuiteEvent): void {
    if (event.kind === "done") this.done = event;
    const line = toLine(event);
    if (line) console.log(line);
  }
}

function toLine(event: SuiteEvent): string {
  switch (event.kind) {
    case "suite":
      return `  ${event.title}`;
    case "pass":
      return `    ✔ ${event.title} (${event.duration} ms)`;
    case "fail":
      return `    ✖ ${event.title}\n${event.error.replace(/^/gm, "        ")}`;
    case "pending":
      return `    - ${event.title}`;
    case "note":
      return `    · ${event.text}`;
    case "done":
    case "act":
    case "screenshot":
      return "";
  }
}
