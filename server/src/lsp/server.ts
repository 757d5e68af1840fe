import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type CodeLens,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  type ExecuteCommandParams,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  type WorkspaceFoldersChangeEvent,
} from "vscode-languageserver/node";
import { splitInputs } from "../ide/inputText.ts";
import { AnalysisThread, type Cancellation, type Loss, Unanswered } from "./analysisThread.ts";
import { toCodeAction, toDiagnostic, toInlayHint, toPoolingSite, toTable, toWorkspaceEdit } from "./convert.ts";
import { DiagnosticsSchedule } from "./diagnosticsSchedule.ts";
import type { Range } from "../ide/position.ts";
import type { AnalysisSettings, Answer, Question } from "./messages.ts";
import {
  type EditArgumentsParams,
  type EditArgumentsResult,
  editArgumentsRequest,
  type InputProblemParams,
  inputProblemRequest,
  inputsNotification,
  type LensCommands,
  type ModelsParams,
  type ModelsResult,
  modelsRequest,
  type PoolingsParams,
  type PoolingsResult,
  poolingsRequest,
  type ShapesParams,
  type ShapesResult,
  type StatedInputs,
  shapesRequest,
  type TableParams,
  type TableResult,
  tableRequest,
} from "./requests.ts";
import { analysisSettings, defaults, readSettings, type Settings } from "./settings.ts";
import { type Source, Sources } from "./sources.ts";
import { toPath } from "./uri.ts";

/** The server's commands, each with a document's URI as its argument, and what they ask the analysis for. */
const shapeCommands: ReadonlyMap<string, "insertShapeComments" | "refreshShapeComments"> = new Map([
  ["shapelint.server.insertShapeComments", "insertShapeComments"],
  ["shapelint.server.refreshShapeComments", "refreshShapeComments"],
]);

const fixAllKind = `${CodeActionKind.SourceFixAll}.shapelint`;

/** Long enough to join the keys of one paste or completion, too short to be seen. */
const typingDelay = 10;

/** Speaks the language server protocol over `connection`; all analysis runs in a thread of its own, from `script`. */
export function serve(connection: Connection, script: string | URL): void {
  const sources = new Sources();
  const analysis = new AnalysisThread({
    script,
    memory: 2048,
    timeLimit: 30_000,
    onLost: (loss) => connection.window.showWarningMessage(lossMessage(loss)),
  });
  const schedule = new DiagnosticsSchedule(check, typingDelay);
  let settings: Settings = defaults;
  let folders: string[] = [];
  let sentSettings = "";
  const toldMistakes = new Set<string>();
  let client: ClientCapabilities = {};
  let lensCommands: LensCommands = {};
  let inputs: AnalysisSettings["inputs"] = {};

  /** `null` where the question was cancelled or the thread was lost over it (which was told already). */
  async function ask<Q extends Question>(question: Q, token?: Cancellation): Promise<Answer<Q> | null> {
    try {
      return await analysis.ask(question, token, token !== undefined);
    } catch (error) {
      if (!(error instanceof Unanswered)) connection.console.error(`${question.about}: ${text(error)}`);
      return null;
    }
  }

  async function check(path: string): Promise<void> {
    const found = settings.enable ? await ask({ about: "diagnostics", path }) : [];
    if (settings.enable) await tellMistakes(path);
    const source = sources.get(path);
    if (source) publish(source, found ?? []);
  }

  /** Says once what is wrong with the settings. */
  async function tellMistakes(path: string): Promise<void> {
    for (const mistake of (await ask({ about: "mistakes", path })) ?? []) {
      if (toldMistakes.has(mistake)) continue;
      toldMistakes.add(mistake);
      connection.window.showWarningMessage(`ShapeLint: ${mistake}`);
    }
  }

  function publish(source: Source, found: Answer<{ about: "diagnostics"; path: string }>): void {
    for (const { uri, version } of source.documents) {
      const diagnostics = found
        .filter(({ range }) => sources.place(source.path, range).uri === uri)
        .map((diagnostic) => toDiagnostic(diagnostic, source.path, sources));
      void connection.sendDiagnostics({ uri, version, diagnostics });
    }
  }

  /** Tells the analysis what it may read, if that changed. */
  function configure(): void {
    const open = [...sources.all()].map(({ path }) => path);
    const next = { ...analysisSettings(settings, folders, open), inputs };
    const written = JSON.stringify(next);
    if (written === sentSettings) return;
    sentSettings = written;
    analysis.configure(next);
  }

  function checkAll(first: readonly string[] = []): void {
    schedule.add([...first, ...[...sources.all()].map(({ path }) => path)]);
  }

  /** Has the editor ask again for what it asks only when a document itself changes. */
  async function refreshEditor(): Promise<void> {
    if (client.workspace?.inlayHint?.refreshSupport) await connection.languages.inlayHint.refresh();
    if (client.workspace?.codeLens?.refreshSupport) await connection.sendRequest(CodeLensRefreshRequest.type);
  }

  async function readConfiguration(): Promise<void> {
    if (client.workspace?.configuration) {
      settings = readSettings(await connection.workspace.getConfiguration("shapelint"));
    }
    configure();
    checkAll();
    await refreshEditor();
  }

  function changeFolders({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = removed.map(({ uri }) => toPath(uri));
    folders = [...folders.filter((folder) => !gone.includes(folder)), ...added.map(({ uri }) => toPath(uri))];
    configure();
    checkAll();
  }

  async function codeActions(params: CodeActionParams, token: Cancellation): Promise<CodeAction[]> {
    const at = sources.locate(params.textDocument.uri, params.range.start);
    const end = sources.locate(params.textDocument.uri, params.range.end);
    if (!at || !end || !settings.enable) return [];
    const only = params.context.only;
    const wanted = (kind: string): boolean => !only || only.some((o) => kind === o || kind.startsWith(`${o}.`));
    const actions: CodeAction[] = [];
    if (wanted(CodeActionKind.QuickFix)) {
      const range = { start: at.position, end: end.position };
      const fixes = (await ask({ about: "codeActions", path: at.path, range }, token)) ?? [];
      actions.push(...fixes.map((fix) => toCodeAction(at.path, fix, params.context.diagnostics, sources)));
    }
    if (only && wanted(fixAllKind)) {
      const edits = (await ask({ about: "fixAll", path: at.path }, token)) ?? [];
      const edit = toWorkspaceEdit(edits, sources);
      if (edits.length > 0) actions.push({ title: "Fix all shape errors", kind: fixAllKind, edit });
    }
    if (wanted(CodeActionKind.RefactorRewrite)) {
      const range = { start: at.position, end: end.position };
      const edits = (await ask({ about: "insertShapeComments", path: at.path, range }, token)) ?? [];
      const edit = toWorkspaceEdit(edits, sources);
      if (edits.length > 0)
        actions.push({ title: "Insert shape comments", kind: CodeActionKind.RefactorRewrite, edit });
    }
    return actions;
  }

  /** Edits that a command asks for, put into the document whose URI it is given. */
  async function runCommand({ command, arguments: [uri] = [] }: ExecuteCommandParams): Promise<void> {
    const about = shapeCommands.get(command);
    const at = typeof uri === "string" ? sources.locate(uri, { line: 0, character: 0 }) : undefined;
    if (!about || !at || !settings.enable) return;
    const { path } = at;
    const edits = (await ask(about === "insertShapeComments" ? { about, path, range: null } : { about, path })) ?? [];
    if (edits.length > 0) await connection.workspace.applyEdit(toWorkspaceEdit(edits, sources));
  }

  sources.listen(
    connection,
    (source) => {
      configure();
      analysis.setOverlay(source.path, source.text);
      checkAll([source.path]);
    },
    (source) => {
      analysis.setOverlay(source.path, null);
      schedule.remove(source.path);
      for (const { uri } of source.documents) void connection.sendDiagnostics({ uri, diagnostics: [] });
      checkAll();
    },
  );

  connection.onInitialize((params): InitializeResult => {
    folders = workspaceFolders(params);
    client = params.capabilities;
    settings = readSettings(params.initializationOptions);
    lensCommands = lensCommandsOf(params.initializationOptions);
    return { capabilities, serverInfo: { name: "ShapeLint" } };
  });

  connection.onInitialized(async () => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: "shapelint" });
    }
    if (client.workspace?.workspaceFolders) connection.workspace.onDidChangeWorkspaceFolders(changeFolders);
    await readConfiguration();
  });

  connection.onDidChangeConfiguration(readConfiguration);

  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    analysis.invalidate(changes.map(({ uri }) => toPath(uri)));
    checkAll();
    await refreshEditor();
  });

  connection.onHover(async ({ textDocument, position }, token) => {
    const at = sources.locate(textDocument.uri, position);
    if (!at || !settings.enable) return null;
    const found = await ask({ about: "hover", ...at }, token);
    if (!found) return null;
    const preview = found.preview && sources.place(at.path, { start: found.preview, end: found.preview });
    const value = `${found.markdown}${preview ? previewLink(preview) : ""}`;
    return { contents: { kind: "markdown", value }, range: sources.place(at.path, found.range).range };
  });

  connection.onCodeAction(codeActions);
  connection.onExecuteCommand(runCommand);

  connection.languages.inlayHint.on(async ({ textDocument, range }, token) => {
    const start = sources.locate(textDocument.uri, range.start);
    const end = sources.locate(textDocument.uri, range.end);
    if (!start || !end || !settings.enable || settings.inlayHints === "off") return null;
    const question = {
      about: "inlayHints",
      path: start.path,
      range: { start: start.position, end: end.position },
      style: settings.inlayHints,
    } as const;
    const hints = await ask(question, token);
    return hints?.map((hint) => toInlayHint(hint, start.path, sources)) ?? null;
  });

  connection.onCodeLens(async ({ textDocument }, token) => {
    const at = sources.locate(textDocument.uri, { line: 0, character: 0 });
    if (!at || !settings.enable) return null;
    const lenses = (await ask({ about: "codeLenses", path: at.path }, token)) ?? [];
    return lenses.flatMap(({ range, title, action, at: where }): CodeLens[] => {
      const place = sources.place(at.path, range);
      const target = sources.place(at.path, { start: where, end: where });
      const { command = "", title: name = title } = lensCommands[action] ?? {};
      // Without a command the shapes are plain text, and the other lenses are of no use.
      if (place.uri !== textDocument.uri || (command === "" && action !== "shapes")) return [];
      const shown = action === "shapes" ? title : name;
      return [{ range: place.range, command: { title: shown, command, arguments: [target.uri, target.range.start] } }];
    });
  });

  connection.onRequest(poolingsRequest, async ({ uri }: PoolingsParams, token): Promise<PoolingsResult> => {
    const at = sources.locate(uri, { line: 0, character: 0 });
    if (!at || !settings.enable) return [];
    const sites = await ask({ about: "poolings", path: at.path }, token);
    if (!sites) return null;
    return sites
      .filter(({ range }) => sources.place(at.path, range).uri === uri)
      .map((site) => toPoolingSite(site, at.path, sources));
  });

  connection.onRequest(
    editArgumentsRequest,
    async (params: EditArgumentsParams, token): Promise<EditArgumentsResult> => {
      const at = sources.locate(params.uri, params.range.start);
      const end = sources.locate(params.uri, params.range.end);
      if (!at || !end) return null;
      const range = { start: at.position, end: end.position };
      const question = { about: "editArguments", path: at.path, range, changes: params.changes } as const;
      const edits = (await ask(question, token)) ?? [];
      return edits.length > 0 ? toWorkspaceEdit(edits, sources) : null;
    },
  );

  connection.onRequest(modelsRequest, async ({ uri }: ModelsParams, token): Promise<ModelsResult> => {
    const at = sources.locate(uri, { line: 0, character: 0 });
    if (!at || !settings.enable) return [];
    const models = await ask({ about: "models", path: at.path }, token);
    if (!models) return null;
    return models
      .map((model) => ({ model, place: sources.place(at.path, model.range) }))
      .filter(({ place }) => place.uri === uri)
      .map(({ model, place }) => ({ ...model, range: place.range }));
  });

  connection.onNotification(inputsNotification, async (stated: StatedInputs) => {
    inputs = statedInputs(stated);
    configure();
    checkAll();
    await refreshEditor();
  });

  connection.onRequest(inputProblemRequest, async ({ uri, input }: InputProblemParams, token) => {
    return ask({ about: "inputProblem", path: toPath(uri), input }, token);
  });

  connection.onRequest(shapesRequest, async ({ uri }: ShapesParams, token): Promise<ShapesResult> => {
    const at = sources.locate(uri, { line: 0, character: 0 });
    if (!at || !settings.enable) return null;
    const range = { start: { line: 0, character: 0 }, end: { line: Number.MAX_SAFE_INTEGER, character: 0 } };
    const hints = await ask({ about: "inlayHints", path: at.path, range, style: "full" }, token);
    if (!hints) return null;
    return hints
      .filter(({ name }) => name !== "")
      .map(({ name, label, position }) => {
        const place = sources.place(at.path, { start: position, end: position });
        return { uri: place.uri, name, shape: label.slice(2), position: place.range.start };
      })
      .filter((shape) => shape.uri === uri);
  });

  connection.onRequest(tableRequest, async ({ uri, position }: TableParams, token): Promise<TableResult> => {
    const at = sources.locate(uri, position);
    if (!at || !settings.enable) return { table: null };
    const table = await ask({ about: "table", ...at }, token);
    // A file without a model has no table, which is an answer.
    return table === null && token.isCancellationRequested ? null : { table: table && toTable(table, sources) };
  });

  /** A client that can run the command of a lens can run it from a hover. */
  function previewLink({ uri, range }: { uri: string; range: Range }): string {
    const { command = "", title = "Preview" } = lensCommands.preview ?? {};
    const args = encodeURIComponent(JSON.stringify([uri, range.start]));
    return command === "" ? "" : `\n\n[${title}](command:${command}?${args})`;
  }

  connection.onShutdown(async () => {
    schedule.dispose();
    await analysis.dispose();
  });

  connection.listen();
}

const capabilities: InitializeResult["capabilities"] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  notebookDocumentSync: { notebookSelector: [{ cells: [{ language: "python" }] }] },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind] },
  executeCommandProvider: { commands: [...shapeCommands.keys()] },
  inlayHintProvider: true,
  codeLensProvider: {},
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

function workspaceFolders(params: InitializeParams): string[] {
  const root = params.rootUri ? [{ uri: params.rootUri }] : [];
  return (params.workspaceFolders ?? root).map(({ uri }) => toPath(uri));
}

/** The commands that the client runs when a lens is clicked, with a URI and a position. */
function lensCommandsOf(options: unknown): LensCommands {
  if (typeof options !== "object" || options === null || !("lenses" in options)) return {};
  return typeof options.lenses === "object" && options.lenses !== null ? options.lenses : {};
}

/** By path, each input split into what its parameters are given. */
function statedInputs(inputs: StatedInputs): NonNullable<AnalysisSettings["inputs"]> {
  const split = (models: Readonly<Record<string, string>>): Record<string, readonly string[]> =>
    Object.fromEntries(Object.entries(models).map(([name, text]) => [name, splitInputs(text)]));
  return Object.fromEntries(Object.entries(inputs).map(([uri, models]) => [toPath(uri), split(models)]));
}

function lossMessage({ reason, path, detail }: Loss): string {
  const why = {
    memory: "ran out of memory",
    time: "took too long",
    crash: `failed (${detail.split("\n")[0]})`,
  }[reason];
  const where = path === undefined ? "" : ` on ${path}, which is left alone until it changes`;
  return `ShapeLint: the analysis ${why}${where}. It was restarted.`;
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
