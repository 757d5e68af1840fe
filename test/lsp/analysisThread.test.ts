import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { AnalysisThread, type Cancellation, type Loss, Unanswered } from "../../server/src/lsp/analysisThread.ts";

const settings = { roots: ["/w"], searchPaths: [] };

describe("the analysis thread", () => {
  const losses: Loss[] = [];
  let thread: AnalysisThread;

  /** Starts a thread that may be silent for so long, in milliseconds. */
  const start = (timeLimit: number): void => {
    losses.length = 0;
    thread = new AnalysisThread({
      script: new URL("./fakeAnalysis.mjs", import.meta.url),
      memory: 24,
      timeLimit,
      onLost: (loss) => losses.push(loss),
    });
    thread.configure(settings);
  };

  beforeEach(() => start(15_000));
  afterEach(() => thread.dispose());

  const ask = (path: string, token?: Cancellation, urgent?: boolean): Promise<unknown> =>
    thread.ask({ about: "diagnostics", path }, token, urgent);
  const answer = (text: string): unknown => [{ about: "diagnostics", text, settings }];

  it("answers about the newest text", async () => {
    thread.setOverlay("/w/a.py", "one");
    thread.setOverlay("/w/a.py", "two");
    assert.deepEqual(await ask("/w/a.py"), answer("two"));
  });

  it("asks again about the new text when an edit interrupts a question", async () => {
    thread.setOverlay("/w/a.py", "slow");
    const asked = ask("/w/a.py");
    await setTimeout(50);
    thread.setOverlay("/w/a.py", "quick");
    assert.deepEqual(await asked, answer("quick"));
  });

  it("gives up a cancelled question, under way or waiting", async () => {
    thread.setOverlay("/w/slow.py", "slow");
    const [under, waiting] = [new Token(), new Token()];
    const rejected = [
      assert.rejects(ask("/w/slow.py", under), Unanswered),
      assert.rejects(ask("/w/b.py", waiting), Unanswered),
    ];
    await setTimeout(50);
    waiting.cancel();
    under.cancel();
    await Promise.all(rejected);
    assert.deepEqual(await ask("/w/b.py"), answer(""));
  });

  it("answers what someone looks at before what runs in the background", async () => {
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    await Promise.all([
      ask("/w/a.py", undefined, false).then(note("first")),
      ask("/w/b.py", undefined, false).then(note("background")),
      ask("/w/c.py", undefined, true).then(note("hover")),
    ]);
    assert.deepEqual(order, ["first", "hover", "background"]);
  });

  it("passes a failure of the analysis on, and lives", async () => {
    thread.setOverlay("/w/a.py", "fail");
    await assert.rejects(ask("/w/a.py"), /a bug/);
    assert.deepEqual(await ask("/w/b.py"), answer(""));
    assert.deepEqual(losses, []);
  });

  for (const [text, reason] of [
    ["crash", "crash"],
    ["memory", "memory"],
    ["hang", "time"],
  ] as const) {
    it(`is replaced when it is lost (${reason}), with settings and texts, and leaves the file alone until it changes`, async () => {
      if (reason === "time") {
        await thread.dispose();
        start(2000);
      }
      thread.setOverlay("/w/bad.py", text);
      thread.setOverlay("/w/good.py", "fine");
      const lost = assert.rejects(ask("/w/bad.py"), Unanswered);
      const good = ask("/w/good.py");
      await lost;
      assert.deepEqual(await good, answer("fine"));
      await assert.rejects(ask("/w/bad.py"), Unanswered);
      assert.deepEqual(
        losses.map((loss) => [loss.reason, loss.path]),
        [[reason, "/w/bad.py"]],
      );
      thread.setOverlay("/w/bad.py", "mended");
      assert.deepEqual(await ask("/w/bad.py"), answer("mended"));
    });
  }
});

class Token implements Cancellation {
  isCancellationRequested = false;
  private readonly listeners: (() => void)[] = [];

  onCancellationRequested(listener: () => void): void {
    this.listeners.push(listener);
  }

  cancel(): void {
    this.isCancellationRequested = true;
    for (const listener of this.listeners) listener();
  }
}
