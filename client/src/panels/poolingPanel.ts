import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  type EditArgumentsParams,
  type EditArgumentsResult,
  editArgumentsRequest,
  type PoolingSite,
  type PoolingsParams,
  type PoolingsResult,
  poolingsRequest,
} from "../../../server/src/lsp/requests.ts";
import type { Pooling } from "../../webview/kernels/pooling.ts";
import type { Answered, FromPage, Shown, ToPage } from "../../webview/pooling/messages.ts";
import { AfterEdits } from "../afterEdits.ts";
import { previewPooling } from "../commands.ts";
import { Page } from "./page.ts";

/** The pooling preview: one panel, which follows the source it shows. */
export class PoolingPanel implements vscode.Disposable {
  /** What the page last drew. */
  shown: Shown | undefined;
  private readonly client: LanguageClient;
  private readonly extensionUri: vscode.Uri;
  private readonly subscriptions: vscode.Disposable[];
  private page: Page<ToPage, FromPage> | undefined;
  private uri: vscode.Uri | undefined;
  private sites: readonly PoolingSite[] = [];
  private chosen = 0;
  private readonly answers = new Map<number, (answer: Answered) => void>();
  private asked = 0;
  private readonly edited = new AfterEdits(() => void this.follow());

  constructor(client: LanguageClient, extensionUri: vscode.Uri) {
    this.client = client;
    this.extensionUri = extensionUri;
    this.subscriptions = [
      this.edited,
      vscode.commands.registerCommand(previewPooling, this.preview, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === this.uri?.toString()) this.edited.schedule();
      }),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.page?.panel.dispose();
  }

  /** Pools in the page, on the kernel that it has. */
  pool(plan: Pooling, input: Float32Array): Promise<Answered> {
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      if (!this.page) reject(new Error("the preview is not open"));
      this.answers.set(id, resolve);
      this.page?.post({ kind: "pool", id, plan, input });
    });
  }

  /** Shows a picture, as the bytes of its file, in place of the sample. */
  look(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.page?.post({ kind: "picture", name, bytes });
  }

  /** Shows the pooling at a place; without one, that at the cursor, or the next. */
  private async preview(uri?: string, position?: vscode.Position): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    this.uri = uri ? vscode.Uri.parse(uri) : editor?.document.uri;
    const at = position ?? editor?.selection.active;
    if (!this.uri || !at) return;
    this.sites = (await this.ask(this.uri)) ?? [];
    if (this.sites.length === 0) {
      const none = vscode.l10n.t("There is no pooling or convolution in this file whose parameters are known.");
      void vscode.window.showInformationMessage(none);
      return;
    }
    this.chosen = nearest(this.sites, at);
    this.open().panel.reveal(undefined, true);
    this.show();
  }

  private open(): Page<ToPage, FromPage> {
    if (this.page) return this.page;
    const title = vscode.l10n.t("Pooling preview");
    const page = new Page<ToPage, FromPage>(
      { name: "pooling", title, extensionUri: this.extensionUri, usesWasm: true },
      (message) => this.receive(message),
    );
    page.panel.onDidDispose(() => {
      this.page = undefined;
      this.shown = undefined;
    });
    this.page = page;
    return page;
  }

  private show(): void {
    if (!this.uri) return;
    const file = vscode.workspace.asRelativePath(this.uri);
    if (this.sites.length === 0) this.page?.post({ kind: "none" });
    else this.page?.post({ kind: "show", file, sites: this.sites, chosen: this.chosen });
  }

  /** The source was edited: the pooling that was shown is the one of its name nearest to where it stood. */
  private async follow(): Promise<void> {
    const { uri, page } = this;
    if (!uri || !page) return;
    const before = this.sites[this.chosen];
    const sites = await this.ask(uri);
    if (this.uri !== uri || !sites) return;
    this.sites = sites;
    this.chosen = before ? likest(sites, before, this.chosen) : 0;
    this.show();
  }

  private receive(message: FromPage): void {
    switch (message.kind) {
      case "ready":
        return;
      case "shown":
        this.shown = message;
        return;
      case "pooled":
        this.answers.get(message.id)?.(message);
        this.answers.delete(message.id);
        return;
      case "choose":
        this.chosen = message.index;
        this.show();
        return;
      case "reveal":
        void this.reveal();
        return;
      case "apply":
        void this.apply(message.changes);
        return;
    }
  }

  private async reveal(): Promise<void> {
    const site = this.sites[this.chosen];
    if (!this.uri || !site) return;
    const selection = this.client.protocol2CodeConverter.asRange(site.range);
    await vscode.window.showTextDocument(this.uri, { selection, viewColumn: vscode.ViewColumn.One });
  }

  /** Writes arguments into the source, as one edit: one undo takes it back. */
  async apply(changes: EditArgumentsParams["changes"]): Promise<void> {
    const site = this.sites[this.chosen];
    if (!this.uri || !site) return;
    const params: EditArgumentsParams = { uri: this.uri.toString(), range: site.range, changes };
    const edit = await this.client.sendRequest<EditArgumentsResult>(editArgumentsRequest, params);
    if (edit) await vscode.workspace.applyEdit(await this.client.protocol2CodeConverter.asWorkspaceEdit(edit));
  }

  private ask(uri: vscode.Uri): Promise<PoolingsResult> {
    const params: PoolingsParams = { uri: uri.toString() };
    return this.client.sendRequest<PoolingsResult>(poolingsRequest, params);
  }
}

/** The innermost site that holds a position, else the first on its line or below, else the last. */
function nearest(sites: readonly PoolingSite[], { line, character }: { line: number; character: number }): number {
  const holding = sites.flatMap(({ uses }, index) =>
    uses
      .filter(({ start, end }) => {
        const after = line > start.line || (line === start.line && character >= start.character);
        return after && (line < end.line || (line === end.line && character <= end.character));
      })
      .map(({ start, end }) => ({ index, extent: (end.line - start.line) * 1000 + end.character - start.character })),
  );
  const [innermost] = holding.sort((a, b) => a.extent - b.extent);
  if (innermost) return innermost.index;
  const onLine = sites.findIndex(({ uses }) => uses.some(({ start, end }) => start.line <= line && line <= end.line));
  if (onLine >= 0) return onLine;
  const below = sites.findIndex(({ range }) => range.start.line >= line);
  return below >= 0 ? below : sites.length - 1;
}

function likest(sites: readonly PoolingSite[], before: PoolingSite, index: number): number {
  const cost = (site: PoolingSite, i: number): number =>
    (site.name === before.name ? 0 : 1000) +
    (i === index ? 0 : 1) +
    Math.abs(site.range.start.line - before.range.start.line);
  const costs = sites.map(cost);
  return Math.max(0, costs.indexOf(Math.min(...costs)));
}
