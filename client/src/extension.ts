import * as vscode from "vscode";
import { registerCommands } from "./commands.ts";
import { createClient } from "./languageClient.ts";
import { watchInterpreter } from "./pythonExtension.ts";
import { showStatus } from "./status.ts";

let stop: (() => Promise<void>) | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("ShapeLint", { log: true });
  const client = createClient(context, log);
  stop = () => client.dispose();
  context.subscriptions.push(log, showStatus(client), ...registerCommands(client, log), watchInterpreter(client));
  await client.start();
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
