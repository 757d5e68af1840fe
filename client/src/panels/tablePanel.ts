import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  type PlacedTable,
  type TableParams,
  type TableResult,
  tableRequest,
} from "../../../server/src/lsp/requests.ts";
import type { FromPage, ToPage } from "../../webview/table/messages.ts";
import { showTable } from "../commands.ts";
import { lineAfter } from "../edits.ts";
import { Panel } from "./panel.ts";

/** The model table: it follows the class it shows. */
export class TablePanel extends Panel<ToPage, FromPage> {
  private line = 0;
  private table: PlacedTable | null = null;
  /** The table as it was when the file was last saved. */
  private saved: PlacedTable | null = null;

  constructor(client: LanguageClient, extensionUri: vscode.Uri) {
    super(client, showTable, { name: "table", title: vscode.l10n.t("Model table"), extensionUri });
  }

  /** Shows the table anew, as after another input was set. */
  async update(): Promise<void> {
    await this.follow();
  }

  protected override async load(uri: vscode.Uri, { line }: vscode.Position): Promise<string | undefined> {
    this.line = line;
    this.table = (await this.ask(uri))?.table ?? null;
    this.saved = this.table;
    return this.table ? undefined : vscode.l10n.t("There is no model in this file that has a table.");
  }

  protected override show(): void {
    this.post(this.table ? { kind: "show", table: this.table, saved: this.saved } : { kind: "none" });
  }

  protected override async follow(): Promise<void> {
    const { uri } = this;
    if (!uri || !this.isOpen) return;
    const answer = await this.ask(uri);
    if (this.uri !== uri || !answer) return;
    this.table = answer.table;
    this.show();
  }

  protected override onEdit({ contentChanges }: vscode.TextDocumentChangeEvent): void {
    this.line = lineAfter(this.line, contentChanges);
  }

  protected override onSave(): void {
    this.saved = this.table;
    this.show();
  }

  protected override receive(message: Exclude<FromPage, { readonly kind: "ready" | "shown" }>): void {
    switch (message.kind) {
      case "open":
        void this.reveal(message.location);
        return;
      case "copy":
        void vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t("ShapeLint: the table was copied"), 3000);
        return;
    }
  }

  private ask(uri: vscode.Uri): Promise<TableResult> {
    const params: TableParams = { uri: uri.toString(), position: { line: this.line, character: 0 } };
    return this.client.sendRequest<TableResult>(tableRequest, params);
  }
}
