/** How far a long check has come: one line of a terminal, from the second on that it takes. */
export class Progress {
  private done = 0;
  private shown = false;
  private readonly all: number;
  private readonly out: Pick<NodeJS.WriteStream, "isTTY" | "write">;
  private readonly now: () => number;
  private readonly started: number;

  /** `now`: in milliseconds. */
  constructor(all: number, out: Pick<NodeJS.WriteStream, "isTTY" | "write"> = process.stderr, now: () => number = () => performance.now()) {
    this.all = all;
    this.out = out;
    this.now = now;
    this.started = now();
  }

  step(): void {
    this.done += 1;
    if (!this.out.isTTY || this.now() - this.started < 1000) return;
    this.shown = true;
    this.out.write(`\r${this.done} of ${this.all} files checked`);
  }

  /** Leaves the line empty for what is printed then. */
  end(): void {
    if (this.shown) this.out.write("\r\u001b[K");
  }
}
