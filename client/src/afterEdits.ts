import type * as vscode from "vscode";

/** Long enough that the language client has sent the edit, and to join the keys of a burst. */
const delay = 40;

/** Runs once some time after the last of several edits. */
export class AfterEdits implements vscode.Disposable {
  private readonly run: () => void;
  private timer: NodeJS.Timeout | undefined;

  constructor(run: () => void) {
    this.run = run;
  }

  schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.run, delay);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
