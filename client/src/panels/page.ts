import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

export interface PageOptions {
  /** `dist/webview/NAME.js` and `.css`. */
  readonly name: string;
  readonly title: string;
  readonly extensionUri: vscode.Uri;
  /** Whether its script makes modules of WebAssembly. */
  readonly usesWasm?: boolean;
}

/**
 * A panel beside the editor that shows one of the pages in `dist/webview`. Nothing but its own script runs there, and
 * nothing is loaded from elsewhere. What is posted before the page is ready waits; the newest message of a kind counts.
 */
export class Page<To extends { readonly kind: string }, From extends { readonly kind: string }> {
  readonly panel: vscode.WebviewPanel;
  private readonly waiting = new Map<string, To>();
  private isReady = false;

  constructor({ name, title, extensionUri, usesWasm = false }: PageOptions, receive: (message: From) => void) {
    const folder = vscode.Uri.joinPath(extensionUri, "dist", "webview");
    this.panel = vscode.window.createWebviewPanel(
      `shapelint.${name}`,
      title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [folder], retainContextWhenHidden: true },
    );
    this.panel.iconPath = vscode.Uri.joinPath(extensionUri, "media", "icon.png");
    const { webview } = this.panel;
    webview.onDidReceiveMessage((message: From | { readonly kind: "ready" }) => {
      if (message.kind === "ready") this.ready();
      else receive(message as From);
    });
    webview.html = html(webview, folder, name, usesWasm);
  }

  post(message: To): void {
    if (this.isReady) void this.panel.webview.postMessage(message);
    else this.waiting.set(message.kind, message);
  }

  private ready(): void {
    this.isReady = true;
    for (const message of this.waiting.values()) void this.panel.webview.postMessage(message);
    this.waiting.clear();
  }
}

function html(webview: vscode.Webview, folder: vscode.Uri, name: string, usesWasm: boolean): string {
  const nonce = randomBytes(16).toString("base64");
  const uri = (file: string): vscode.Uri => webview.asWebviewUri(vscode.Uri.joinPath(folder, file));
  const wasm = usesWasm ? " 'wasm-unsafe-eval'" : "";
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'${wasm}`;
  // "<" would end the element that holds the text.
  const bundle = JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll("<", "\\u003c");
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${uri(`${name}.css`)}">
  <script type="application/json" id="l10n">${bundle}</script>
</head>
<body><script nonce="${nonce}" src="${uri(`${name}.js`)}"></script></body>
</html>`;
}
