import * as vscode from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import {
  type InputProblemParams,
  inputProblemRequest,
  inputsNotification,
  type ModelClass,
  type ModelsParams,
  type ModelsResult,
  modelsRequest,
  type StatedInputs,
} from "../../server/src/lsp/requests.ts";
import { setInput } from "./commands.ts";

const key = "inputs";

/** Which input each model class is shown for: asked of the user, kept in the workspace, and seen in the status bar. */
export class ModelInput implements vscode.Disposable {
  private readonly client: LanguageClient;
  private readonly memory: vscode.Memento;
  private readonly item = vscode.window.createStatusBarItem("shapelint.input", vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: vscode.Disposable[];
  private readonly changed = new vscode.EventEmitter<void>();
  /** Another input is in force. */
  readonly onDidChange = this.changed.event;
  private timer: NodeJS.Timeout | undefined;

  constructor(client: LanguageClient, memory: vscode.Memento) {
    this.client = client;
    this.memory = memory;
    this.item.name = vscode.l10n.t("ShapeLint: model input");
    const soon = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.show(), 150);
    };
    this.subscriptions = [
      this.item,
      this.changed,
      vscode.commands.registerCommand(setInput, this.ask, this),
      vscode.window.onDidChangeActiveTextEditor(soon),
      vscode.window.onDidChangeTextEditorSelection(soon),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) void this.tell().then(() => this.show());
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** What the status bar says; undefined: nothing. */
  get status(): string | undefined {
    return this.item.text || undefined;
  }

  /** States an input of a model class; an empty text takes it back. */
  async state(uri: string, model: string, input: string): Promise<void> {
    const file = fileOf(uri);
    const { [model]: _, ...others } = this.inputs[file] ?? {};
    const models = input === "" ? others : { ...others, [model]: input };
    await this.memory.update(key, { ...this.inputs, [file]: models });
    await this.tell();
    await this.show();
  }

  private get inputs(): StatedInputs {
    return this.memory.get<StatedInputs>(key, {});
  }

  private async tell(): Promise<void> {
    await this.client.sendNotification(inputsNotification, this.inputs);
    this.changed.fire();
  }

  private async ask(uri?: string, position?: vscode.Position): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const document = uri ?? editor?.document.uri.toString();
    const line = (position ?? editor?.selection.active)?.line;
    if (document === undefined || line === undefined) return;
    const models = (await this.models(document)) ?? [];
    const model = at(models, line) ?? (await this.choose(models));
    if (!model) return;
    const before = this.inputs[fileOf(document)]?.[model.name];
    const input = await vscode.window.showInputBox({
      title: vscode.l10n.t("Input of {0}", model.name),
      prompt: vscode.l10n.t(
        "One shape for each parameter of forward: (1, 3, 224, 224), (N, 3, H, W), 2x16:int64, mask=(2, 16). Leave it empty to follow the code.",
      ),
      value: before ?? model.input,
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === "" ? undefined : this.problem(document, text)),
    });
    if (input !== undefined) await this.state(document, model.name, input.trim());
  }

  private async choose(models: readonly ModelClass[]): Promise<ModelClass | undefined> {
    if (models.length < 2) return models[0];
    const items = models.map((model) => ({ label: model.name, description: model.input, model }));
    return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Set the input of which model?") }))?.model;
  }

  private async problem(uri: string, input: string): Promise<string | undefined> {
    const params: InputProblemParams = { uri, input };
    return (await this.client.sendRequest<string | null>(inputProblemRequest, params)) ?? undefined;
  }

  private async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== "python" || !this.client.isRunning()) {
      // A panel that has the focus is about the model that was shown before.
      const isPanel = vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
      if (editor || !isPanel) this.hide();
      return;
    }
    const models = await this.models(editor.document.uri.toString());
    if (!models || vscode.window.activeTextEditor !== editor) return;
    // For the context menu: files without models are left alone.
    void vscode.commands.executeCommand("setContext", "shapelint.hasModels", models.length > 0);
    const model = at(models, editor.selection.active.line);
    if (!model) {
      this.hide();
      return;
    }
    this.item.text = `$(symbol-array) ${model.name}: ${model.input}`;
    this.item.tooltip = `${from(model)}\n${vscode.l10n.t("Click to set another input.")}`;
    this.item.command = {
      title: vscode.l10n.t("Set input"),
      command: setInput,
      arguments: [editor.document.uri.toString(), model.range.start],
    };
    this.item.show();
  }

  private hide(): void {
    this.item.text = "";
    this.item.hide();
  }

  private models(uri: string): Promise<ModelsResult> {
    const params: ModelsParams = { uri };
    return this.client.sendRequest<ModelsResult>(modelsRequest, params);
  }
}

/** A notebook's cells are one program. */
function fileOf(uri: string): string {
  const isCell = (cell: vscode.NotebookCell): boolean => cell.document.uri.toString() === uri;
  return vscode.workspace.notebookDocuments.find((notebook) => notebook.getCells().some(isCell))?.uri.toString() ?? uri;
}

function at(models: readonly ModelClass[], line: number): ModelClass | undefined {
  return models.findLast(({ range: { start, end } }) => start.line <= line && line <= end.line);
}

function from({ from }: ModelClass): string {
  switch (from) {
    case "set":
      return vscode.l10n.t("The input that you set.");
    case "call":
      return vscode.l10n.t("The input of a call in the code.");
    case "symbols":
      return vscode.l10n.t("No call tells the input: its sizes are symbols.");
  }
}
