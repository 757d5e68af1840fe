import * as vscode from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";

/** Shows in the editor's language status whether the server runs. */
export function showStatus(client: LanguageClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem("shapelint.server", { language: "python" });
  item.name = "ShapeLint";
  item.command = { title: vscode.l10n.t("Show Log"), command: "shapelint.showLog" };
  const show = (state: State): void => {
    item.busy = state === State.Starting;
    const stopped = state === State.Stopped || state === State.StartFailed;
    item.severity = stopped ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.text = stopped ? vscode.l10n.t("ShapeLint is not running") : "ShapeLint";
  };
  show(State.Starting);
  return vscode.Disposable.from(
    item,
    client.onDidChangeState(({ newState }) => show(newState)),
  );
}
