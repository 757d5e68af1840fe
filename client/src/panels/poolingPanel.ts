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
import type { Answered, FromPage, ToPage } from "../../webview/pooling/messages.ts";
import { previewPooling } from "../commands.ts";
import { Panel } from "./panel.ts";

/** The pooling preview: it follows the source it shows. */
export class PoolingPanel extends Panel<ToPage, FromPage> {
  private sites: readonly PoolingSite[] = [];
  private chosen = 0;
  private readonly answers = new Map<number, (answer: Answered) => void>();
  private asked = 0;

  constructor(client: LanguageClient, extensionUri: vscode.Uri) {
    const title = vscode.l10n.t("Pooling preview");
    super(client, previewPooling, { name: "pooling", title, extensionUri, usesWasm: true });
  }

  /** Pools in the page, on the kernel that it has. */
  pool(plan: Pooling, input: Float32Array): Promise<Answered> {
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      if (!this.isOpen) reject(new Error("the preview is not open"));
      this.answers.set(id, resolve);
      this.post({ kind: "pool", id, plan, input });
    });
  }

  /** Shows a picture, as the bytes of its file, in place of the sample. */
  look(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.post({ kind: "picture", name, bytes });
  }

  /** Writes arguments into the source, as one edit: one undo takes it back. */
  async apply(changes: EditArgumentsParams["changes"]): Promise<void> {
    const site = this.sites[this.chosen];
    if (!this.uri || !site) return;
    const params: EditArgumentsParams = { uri: this.uri.toString(), range: site.range, changes };
    const edit = await this.client.sendRequest<EditArgumentsResult>(editArgumentsRequest, params);
    if (edit) await vscode.workspace.applyEdit(await this.client.protocol2CodeConverter.asWorkspaceEdit(edit));
  }

  protected override async load(uri: vscode.Uri, at: vscode.Position): Promise<string | undefined> {
    this.sites = (await this.ask(uri)) ?? [];
    this.chosen = nearest(this.sites, at);
    return this.sites.length > 0
      ? undefined
      : vscode.l10n.t("There is no pooling or convolution in this file whose parameters are known.");
  }

  protected override show(): void {
    if (!this.uri) return;
    const { sites, chosen } = this;
    const file = vscode.workspace.asRelativePath(this.uri);
    this.post(sites.length === 0 ? { kind: "none" } : { kind: "show", file, sites, chosen });
  }

  /** The pooling that was shown is the one of its name nearest to where it stood. */
  protected override async follow(): Promise<void> {
    const { uri } = this;
    if (!uri || !this.isOpen) return;
    const before = this.sites[this.chosen];
    const sites = await this.ask(uri);
    if (this.uri !== uri || !sites) return;
    this.sites = sites;
    this.chosen = before ? likest(sites, before, this.chosen) : 0;
    this.show();
  }

  protected override receive(message: Exclude<FromPage, { readonly kind: "ready" | "shown" }>): void {
    switch (message.kind) {
      case "pooled":
        this.answers.get(message.id)?.(message);
        this.answers.delete(message.id);
        return;
      case "choose":
        this.chosen = message.index;
        this.show();
        return;
      case "reveal": {
        const site = this.sites[this.chosen];
        if (this.uri && site) void this.reveal({ uri: this.uri.toString(), range: site.range });
        return;
      }
      case "apply":
        void this.apply(message.changes);
        return;
    }
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
