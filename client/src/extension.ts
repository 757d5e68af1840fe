import * as vscode from "vscode";
import { registerCommands } from "./commands.ts";
import { createClient } from "./languageClient.ts";
import { PoolingPanel } from "./panels/poolingPanel.ts";
import { TablePanel } from "./panels/tablePanel.ts";
import { watchInterpreter } from "./pythonExtension.ts";
import { showStatus } from "./status.ts";

let stop: (() => Promise<void>) | undefined;

/** What the extension tells others, its tests among them. */
export interface Exports {
  readonly pooling: PoolingPanel;
  readonly table: TablePanel;
}

export async function activate(context: vscode.ExtensionContext): Promise<Exports> {
  const log = vscode.window.createOutputChannel("ShapeLint", { log: true });
  const client = createClient(context, log);
  stop = () => client.dispose();
  const pooling = new PoolingPanel(client, context.extensionUri);
  const table = new TablePanel(client, context.extensionUri);
  context.subscriptions.push(
    log,
    pooling,
    table,
    showStatus(client),
    ...registerCommands(client, log),
    watchInterpreter(client),
  );
  await client.start();
  return { pooling, table };
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
