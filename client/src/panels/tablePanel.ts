import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  type Location,
  type PlacedTable,
  type TableParams,
  type TableResult,
  tableRequest,
} from "../../../server/src/lsp/requests.ts";
import type { FromPage, Shown, ToPage } from "../../webview/table/messages.ts";
import { lineAfter } from "../edits.ts";
import { AfterEdits } from "../afterEdits.ts";
import { showTable } from "../commands.ts";
import { Page } from "./page.ts";

/** The model table: one panel, which follows the class it shows. */
export class TablePanel implements vscode.Disposable {
  /** What the page last drew. */
  shown: Shown | undefined;
  private readonly client: LanguageClient;
  private readonly extensionUri: vscode.Uri;
  private readonly subscriptions: vscode.Disposable[];
  private page: Page<ToPage, FromPage> | undefined;
  private uri: vscode.Uri | undefined;
  private readonly edited = new AfterEdits(() => void this.update());
  private line = 0;
  private table: PlacedTable | null = null;
  /** The table as it was when the file was last saved. */
  private saved: PlacedTable | null = null;

  constructor(client: LanguageClient, extensionUri: vscode.Uri) {
    this.client = client;
    this.extensionUri = extensionUri;
    const isShown = (document: vscode.TextDocument): boolean => document.uri.toString() === this.uri?.toString();
    this.subscriptions = [
      this.edited,
      vscode.commands.registerCommand(showTable, this.open, this),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (!this.page || !isShown(document) || contentChanges.length === 0) return;
        this.line = lineAfter(this.line, contentChanges);
        this.edited.schedule();
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (!this.page || !isShown(document)) return;
        this.saved = this.table;
        this.show();
      }),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.page?.panel.dispose();
  }

  /** Shows the model class at a place; without one, that at the cursor. */
  private async open(uri?: string, position?: vscode.Position): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    this.uri = uri ? vscode.Uri.parse(uri) : editor?.document.uri;
    this.line = (position ?? editor?.selection.active)?.line ?? 0;
    if (!this.uri) return;
    this.table = (await this.ask(this.uri))?.table ?? null;
    this.saved = this.table;
    if (!this.table) {
      void vscode.window.showInformationMessage(vscode.l10n.t("There is no model in this file that has a table."));
      return;
    }
    this.pageNow().panel.reveal(undefined, true);
    this.show();
  }

  /** Shows the table anew, as after another input was set. */
  async update(): Promise<void> {
    const { uri } = this;
    if (!uri || !this.page) return;
    const answer = await this.ask(uri);
    if (this.uri !== uri || !answer) return;
    this.table = answer.table;
    this.show();
  }

  private show(): void {
    if (this.table) this.page?.post({ kind: "show", table: this.table, saved: this.saved });
    else this.page?.post({ kind: "none" });
  }

  private pageNow(): Page<ToPage, FromPage> {
    if (this.page) return this.page;
    const title = vscode.l10n.t("Model table");
    const page = new Page<ToPage, FromPage>({ name: "table", title, extensionUri: this.extensionUri }, (message) =>
      this.receive(message),
    );
    page.panel.onDidDispose(() => {
      this.page = undefined;
      this.shown = undefined;
    });
    this.page = page;
    return page;
  }

  private receive(message: FromPage): void {
    switch (message.kind) {
      case "ready":
        return;
      case "shown":
        this.shown = message;
        return;
      case "open":
        void this.reveal(message.location);
        return;
      case "copy":
        void vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t("ShapeLint: the table was copied"), 3000);
        return;
    }
  }

  private async reveal({ uri, range }: Location): Promise<void> {
    const selection = this.client.protocol2CodeConverter.asRange(range);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection, viewColumn: vscode.ViewColumn.One });
  }

  private ask(uri: vscode.Uri): Promise<TableResult> {
    const params: TableParams = { uri: uri.toString(), position: { line: this.line, character: 0 } };
    return this.client.sendRequest<TableResult>(tableRequest, params);
  }
}
