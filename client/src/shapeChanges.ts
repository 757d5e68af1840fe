import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  type AssignedShape,
  type ShapesParams,
  type ShapesResult,
  shapesRequest,
} from "../../server/src/lsp/requests.ts";
import { AfterEdits } from "./afterEdits.ts";
import { lineAfter } from "./edits.ts";

/** A line whose shape an edit moved. */
export interface ShapeChange {
  readonly line: number;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

interface Baseline {
  shapes: readonly AssignedShape[];
  changes: readonly ShapeChange[];
}

/** After an edit, the lines whose shapes moved show before → after until the file is saved. */
export class ShapeChanges implements vscode.Disposable {
  private readonly client: LanguageClient;
  private readonly baselines = new Map<string, Baseline>();
  private readonly waiting = new Set<vscode.TextDocument>();
  private readonly settled = new AfterEdits(() => void this.compareAll());
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
    after: { margin: "0 0 0 2em", color: new vscode.ThemeColor("editorCodeLens.foreground"), fontStyle: "italic" },
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.modifiedForeground"),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  private readonly subscriptions: vscode.Disposable[];

  constructor(client: LanguageClient) {
    this.client = client;
    this.subscriptions = [
      this.decoration,
      this.settled,
      vscode.workspace.onDidOpenTextDocument((document) => this.remember(document)),
      vscode.workspace.onDidSaveTextDocument((document) => this.remember(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.baselines.delete(document.uri.toString())),
      vscode.workspace.onDidChangeTextDocument((event) => this.edited(event)),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) this.draw(editor);
      }),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Takes the open documents as they are. */
  async start(): Promise<void> {
    await Promise.all(vscode.workspace.textDocuments.map((document) => this.remember(document)));
  }

  /** Whether the shapes of the saved document are known, that an edit's are compared with. */
  knows(uri: vscode.Uri): boolean {
    return this.baselines.has(uri.toString());
  }

  changes(uri: vscode.Uri): readonly ShapeChange[] {
    return this.baselines.get(uri.toString())?.changes ?? [];
  }

  private async remember(document: vscode.TextDocument): Promise<void> {
    const isKnown = this.knows(document.uri);
    // What was edited before it was seen is compared with what it is now.
    if (document.languageId !== "python" || (isKnown && document.isDirty) || !this.client.isRunning()) return;
    const { version } = document;
    const shapes = await this.ask(document);
    if (!shapes || document.version !== version) return;
    this.baselines.set(document.uri.toString(), { shapes, changes: [] });
    this.drawAll(document);
  }

  private async edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): Promise<void> {
    const baseline = this.baselines.get(document.uri.toString());
    // An event without changes tells that the document is dirty now, or as it was saved.
    if (!baseline || (contentChanges.length === 0 && !document.isDirty)) {
      await this.remember(document);
      return;
    }
    baseline.shapes = baseline.shapes.map((shape) => {
      const line = lineAfter(shape.position.line, contentChanges);
      return line === shape.position.line ? shape : { ...shape, position: { ...shape.position, line } };
    });
    this.waiting.add(document);
    this.settled.schedule();
  }

  private async compareAll(): Promise<void> {
    const documents = [...this.waiting];
    this.waiting.clear();
    await Promise.all(documents.map((document) => this.compare(document)));
  }

  private async compare(document: vscode.TextDocument): Promise<void> {
    const baseline = this.baselines.get(document.uri.toString());
    const { version } = document;
    const now = baseline && (await this.ask(document));
    if (!now || document.version !== version) return;
    baseline.changes = differences(baseline.shapes, now);
    this.drawAll(document);
  }

  private drawAll(document: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) this.draw(editor);
  }

  private draw(editor: vscode.TextEditor): void {
    const changes = this.changes(editor.document.uri);
    const options = changes.map(({ line, name, before, after }): vscode.DecorationOptions => {
      const { range } = editor.document.lineAt(Math.min(line, editor.document.lineCount - 1));
      const text = vscode.l10n.t("{0}: {1} → {2}", name, before, after);
      return { range: new vscode.Range(range.end, range.end), renderOptions: { after: { contentText: text } } };
    });
    editor.setDecorations(this.decoration, options);
  }

  private ask(document: vscode.TextDocument): Promise<ShapesResult> {
    const params: ShapesParams = { uri: document.uri.toString() };
    return this.client.sendRequest<ShapesResult>(shapesRequest, params);
  }
}

/** By line and name; a line that assigns a name twice is compared in order. */
function differences(before: readonly AssignedShape[], now: readonly AssignedShape[]): readonly ShapeChange[] {
  const keyed = (shapes: readonly AssignedShape[]): Map<string, AssignedShape> => {
    const seen = new Map<string, AssignedShape>();
    for (const shape of shapes) {
      const key = `${shape.position.line} ${shape.name}`;
      let times = 0;
      while (seen.has(`${key} ${times}`)) times += 1;
      seen.set(`${key} ${times}`, shape);
    }
    return seen;
  };
  const old = keyed(before);
  return [...keyed(now)].flatMap(([key, { name, position, shape }]) => {
    const was = old.get(key);
    return was && was.shape !== shape ? [{ line: position.line, name, before: was.shape, after: shape }] : [];
  });
}
