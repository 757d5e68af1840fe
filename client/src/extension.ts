import * as vscode from "vscode";
import { registerCommands } from "./commands.ts";
import { createClient } from "./languageClient.ts";
import { ModelInput } from "./modelInput.ts";
import { PoolingPanel } from "./panels/poolingPanel.ts";
import { TablePanel } from "./panels/tablePanel.ts";
import { watchInterpreter } from "./pythonExtension.ts";
import { ShapeChanges } from "./shapeChanges.ts";
import { showStatus } from "./status.ts";

let stop: (() => Promise<void>) | undefined;

/** What the extension tells others, its tests among them. */
export interface Exports {
  readonly pooling: PoolingPanel;
  readonly table: TablePanel;
  readonly input: ModelInput;
  readonly changes: ShapeChanges;
}

export async function activate(context: vscode.ExtensionContext): Promise<Exports> {
  const log = vscode.window.createOutputChannel("ShapeLint", { log: true });
  const client = createClient(context, log);
  stop = () => client.dispose();
  const pooling = new PoolingPanel(client, context.extensionUri);
  const table = new TablePanel(client, context.extensionUri);
  const input = new ModelInput(client, context.workspaceState);
  const changes = new ShapeChanges(client);
  context.subscriptions.push(
    log,
    pooling,
    table,
    input,
    changes,
    input.onDidChange(() => table.update()),
    showStatus(client),
    ...registerCommands(client, log),
    watchInterpreter(client),
  );
  await client.start();
  await changes.start();
  return { pooling, table, input, changes };
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
