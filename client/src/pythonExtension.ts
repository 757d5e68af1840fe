import * as vscode from "vscode";
import { DidChangeConfigurationNotification, type LanguageClient } from "vscode-languageclient/node";

/** The part of the Python extension's interface used here (https://www.npmjs.com/package/@vscode/python-extension). */
interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath(): { readonly path: string };
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** Path of the interpreter chosen in the Python extension; empty if there is none. */
export async function interpreter(): Promise<string> {
  const path = (await environments())?.getActiveEnvironmentPath().path ?? "";
  // A bare "python" says that nothing was chosen.
  return /[\\/]/.test(path) ? path : "";
}

/** Has the server read its settings again when another interpreter is chosen. */
export function watchInterpreter(client: LanguageClient): vscode.Disposable {
  const subscriptions: vscode.Disposable[] = [];
  void environments().then((found) => {
    const changed = found?.onDidChangeActiveEnvironmentPath(() => {
      if (client.isRunning()) void client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    });
    if (changed) subscriptions.push(changed);
  });
  return new vscode.Disposable(() => vscode.Disposable.from(...subscriptions).dispose());
}

async function environments(): Promise<PythonExtension["environments"]> {
  const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  if (!extension) return undefined;
  return (extension.isActive ? extension.exports : await extension.activate()).environments;
}
