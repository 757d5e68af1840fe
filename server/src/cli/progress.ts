/** How far a long check has come: one line of a terminal's standard error, from the second on that it takes. */
export class Progress {
  private done = 0;
  private shown = false;
  private readonly all: number;
  private readonly started = performance.now();

  constructor(all: number) {
    this.all = all;
  }

  step(): void {
    this.done += 1;
    if (process.stderr.isTTY !== true || performance.now() - this.started < 1000) return;
    this.shown = true;
    process.stderr.write(`\r${this.done} of ${this.all} files checked`);
  }

  end(): void {
    if (this.shown) process.stderr.write("\r\u001b[K");
  }
}
