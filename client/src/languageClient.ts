import * as vscode from "vscode";
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  TransportKind,
} from "vscode-languageclient/node";
import type { LensCommands } from "../../server/src/lsp/requests.ts";
import { previewPooling, setInput, showPlace, showShapes, showTable } from "./commands.ts";
import { interpreter } from "./pythonExtension.ts";

/** The client of the bundled language server; a server that dies is restarted, and the user is told. */
export function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClient {
  const module = context.asAbsolutePath("dist/server.cjs");
  return new LanguageClient(
    "shapelint",
    "ShapeLint",
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: "python" }],
      outputChannel: log,
      initializationOptions: { lenses: lensCommands() },
      markdown: { isTrusted: { enabledCommands: [previewPooling] } },
      errorHandler: restarting(),
      synchronize: {
        fileEvents: vscode.workspace.createFileSystemWatcher("**/{*.py,*.yaml,*.yml,*.json,pyproject.toml}"),
      },
      middleware: {
        provideInlayHints: async (document, range, token, next) =>
          (await next(document, range, token))?.map(withCommand),
        workspace: {
          configuration: async (params, token, next) => {
            const sent = await next(params, token);
            return Array.isArray(sent) ? Promise.all(sent.map(withInterpreter)) : sent;
          },
        },
      },
    },
  );
}

function lensCommands(): LensCommands {
  return {
    shapes: { command: showShapes },
    table: { command: showTable, title: vscode.l10n.t("Table") },
    preview: { command: previewPooling, title: vscode.l10n.t("Preview") },
    input: { command: setInput, title: vscode.l10n.t("Set input") },
  };
}

/** VS Code follows a hint's location by asking for a definition there, which nobody may have: a command goes to the place. */
function withCommand(hint: vscode.InlayHint): vscode.InlayHint {
  if (typeof hint.label === "string") return hint;
  for (const part of hint.label) {
    const { location } = part;
    if (!location) continue;
    const title = vscode.l10n.t("Go to what gives this shape");
    part.tooltip ??= title;
    part.command = { title, command: showPlace, arguments: [location.uri, location.range] };
    delete part.location;
  }
  return hint;
}

/** Where the user states no Python environment, the one chosen in the Python extension is meant. */
async function withInterpreter(settings: unknown): Promise<unknown> {
  if (typeof settings !== "object" || settings === null) return settings;
  if ("python" in settings && settings.python) return settings;
  return { ...settings, python: await interpreter() };
}

/** A server that keeps dying is given up, so that a broken machine is not kept busy. */
const mostRestarts = 5;
const within = 3 * 60_000;

function restarting(): ErrorHandler {
  const deaths: number[] = [];
  return {
    error: () => ({ action: ErrorAction.Continue }),
    closed: () => {
      const now = Date.now();
      deaths.push(now);
      if (deaths.filter((death) => now - death < within).length > mostRestarts) return { ...giveUp(), handled: true };
      const message = vscode.l10n.t("The ShapeLint server stopped unexpectedly and was restarted.");
      void vscode.window.showWarningMessage(message);
      return { action: CloseAction.Restart, message, handled: true };
    },
  };
}

function giveUp(): CloseHandlerResult {
  const message = vscode.l10n.t(
    "The ShapeLint server stopped {0} times within {1} minutes and is not started again.",
    mostRestarts + 1,
    within / 60_000,
  );
  const restart = vscode.l10n.t("Restart");
  void vscode.window.showErrorMessage(message, restart).then((chosen) => {
    if (chosen === restart) void vscode.commands.executeCommand("shapelint.restart");
  });
  return { action: CloseAction.DoNotRestart, message };
}
