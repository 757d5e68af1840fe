import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { Location } from "../../../server/src/lsp/requests.ts";
import { AfterEdits } from "../afterEdits.ts";
import { Page, type PageOptions } from "./page.ts";

type Message = { readonly kind: string };
type Shown<From> = Extract<From, { readonly kind: "shown" }>;

/** One panel, about one document: it opens its page by a command, follows edits, and knows what the page last drew. */
export abstract class Panel<To extends Message, From extends Message> implements vscode.Disposable {
  /** What the page last drew. */
  shown: Shown<From> | undefined;
  protected uri: vscode.Uri | undefined;
  protected readonly client: LanguageClient;
  private readonly options: PageOptions;
  private readonly edited = new AfterEdits(() => void this.follow());
  private readonly subscriptions: vscode.Disposable[];
  private page: Page<To, From> | undefined;

  constructor(client: LanguageClient, command: string, options: PageOptions) {
    this.client = client;
    this.options = options;
    this.subscriptions = [
      this.edited,
      vscode.commands.registerCommand(command, this.openAt, this),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (!this.isAbout(event.document) || event.contentChanges.length === 0) return;
        this.onEdit(event);
        this.edited.schedule();
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (this.isAbout(document)) this.onSave();
      }),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.page?.panel.dispose();
  }

  /** Loads what is to be shown of a document at a position. Says why there is nothing, if so. */
  protected abstract load(uri: vscode.Uri, at: vscode.Position): Promise<string | undefined>;
  /** Posts what was loaded. */
  protected abstract show(): void;
  /** Loads anew, after edits, and shows it. */
  protected abstract follow(): Promise<void>;
  protected abstract receive(message: Exclude<From, { readonly kind: "ready" | "shown" }>): void;
  protected onEdit(_event: vscode.TextDocumentChangeEvent): void {}
  protected onSave(): void {}

  protected get isOpen(): boolean {
    return this.page !== undefined;
  }

  protected post(message: To): void {
    this.page?.post(message);
  }

  /** Selects a place in the first column of editors. */
  protected async reveal({ uri, range }: Location): Promise<void> {
    const selection = this.client.protocol2CodeConverter.asRange(range);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection, viewColumn: vscode.ViewColumn.One });
  }

  private isAbout(document: vscode.TextDocument): boolean {
    return this.page !== undefined && document.uri.toString() === this.uri?.toString();
  }

  /** Without a place, that of the cursor. */
  private async openAt(uri?: string, position?: vscode.Position): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    this.uri = uri ? vscode.Uri.parse(uri) : editor?.document.uri;
    const at = position ?? editor?.selection.active;
    if (!this.uri || !at) return;
    const nothing = await this.load(this.uri, at);
    if (nothing !== undefined) {
      void vscode.window.showInformationMessage(nothing);
      return;
    }
    this.page ??= this.newPage();
    this.page.panel.reveal(undefined, true);
    this.show();
  }

  private newPage(): Page<To, From> {
    const page = new Page<To, From>(this.options, (message) => {
      if (message.kind === "shown") this.shown = message as Shown<From>;
      else this.receive(message as Exclude<From, { readonly kind: "ready" | "shown" }>);
    });
    page.panel.onDidDispose(() => {
      this.page = undefined;
      this.shown = undefined;
    });
    return page;
  }
}
