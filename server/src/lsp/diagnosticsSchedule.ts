/**
 * Decides when open programs are checked: soon after a change, newest first, one run each however many
 * changes came. A program that changed while it was being checked is checked again.
 */
export class DiagnosticsSchedule {
  private readonly check: (path: string) => Promise<void>;
  private readonly delay: number;
  private waiting: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running = false;

  /** `check` must not reject; `delay` in milliseconds. */
  constructor(check: (path: string) => Promise<void>, delay: number) {
    this.check = check;
    this.delay = delay;
  }

  /** The first path is checked first. */
  add(paths: Iterable<string>): void {
    this.waiting = [...new Set([...paths, ...this.waiting])];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), this.delay);
  }

  remove(path: string): void {
    this.waiting = this.waiting.filter((other) => other !== path);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.waiting = [];
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let path = this.waiting.shift(); path !== undefined; path = this.waiting.shift()) await this.check(path);
    this.running = false;
  }
}
