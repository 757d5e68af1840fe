import { pageOf } from "../../server/src/lsp/pages.ts";
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import {
  type ClientCapabilities,
  type CodeAction,
  createConnection,
  createProtocolConnection,
  type Hover,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { serve } from "../../server/src/lsp/server.ts";

const uri = "file:///w/a.py";

const range = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});

const slip = (line: number) => ({
  code: "linear-in-features",
  severity: "error",
  message: "linear: expected 400, got 320",
  range: range(line, 1, 4),
  related: [{ message: "the pool", path: "/w/pool.py", range: range(7, 0, 1) }],
});

const fix = {
  title: "Change to 320",
  preferred: true,
  mends: { code: "linear-in-features", range: range(3, 1, 4) },
};

describe("the language server", () => {
  let client: ProtocolConnection;
  let published: PublishDiagnosticsParams[];

  afterEach(async () => {
    await client.sendRequest("shutdown");
    client.dispose();
  });

  it("publishes diagnostics for the version they were found in, with the way to related places", async () => {
    await start();
    await openFile(uri, { diagnostics: [slip(3)] });
    assert.deepEqual(await nextPublished(uri), {
      uri,
      version: 1,
      diagnostics: [
        {
          source: "ShapeLint",
          code: "linear-in-features",
          codeDescription: pageOf("linear-in-features"),
          severity: 1,
          message: "linear: expected 400, got 320",
          range: range(3, 1, 4),
          relatedInformation: [{ message: "the pool", location: { uri: "file:///w/pool.py", range: range(7, 0, 1) } }],
        },
      ],
    });
  });

  it("takes diagnostics back when the file is closed", async () => {
    await start();
    await openFile(uri, { diagnostics: [slip(3)] });
    await nextPublished(uri);
    await client.sendNotification("textDocument/didClose", { textDocument: { uri } });
    assert.deepEqual((await nextPublished(uri)).diagnostics, []);
  });

  it("says nothing when it is turned off", async () => {
    await start({}, { enable: false });
    await openFile(uri, { diagnostics: [slip(3)], hover: { markdown: "x", range: range(0, 0, 1) } });
    assert.deepEqual((await nextPublished(uri)).diagnostics, []);
    assert.equal(await hoverAt(uri, 0), null);
  });

  it("offers fixes for the diagnostics they mend, as edits of the versions they were found in", async () => {
    await start();
    const edits = [
      { path: "/w/a.py", range: range(3, 1, 4), newText: "320" },
      { path: "/w/b.py", range: range(1, 1, 4), newText: "320" },
    ];
    await openFile(uri, { diagnostics: [slip(3)], codeActions: [{ ...fix, edits }], fixAll: edits.slice(0, 1) });
    const { diagnostics } = await nextPublished(uri);
    assert.deepEqual(await codeActions(diagnostics, undefined), [
      {
        title: "Change to 320",
        kind: "quickfix",
        isPreferred: true,
        diagnostics,
        edit: {
          documentChanges: [
            { textDocument: { uri, version: 1 }, edits: [{ range: range(3, 1, 4), newText: "320" }] },
            {
              textDocument: { uri: "file:///w/b.py", version: null },
              edits: [{ range: range(1, 1, 4), newText: "320" }],
            },
          ],
        },
      },
    ]);
    const all = await codeActions([], ["source.fixAll"]);
    assert.deepEqual(
      all.map(({ kind, edit }) => [kind, edit?.documentChanges?.length]),
      [["source.fixAll.shapelint", 1]],
    );
    assert.deepEqual(await codeActions([], ["refactor"]), []);
  });

  it("writes shape comments where they are asked for", async () => {
    await start();
    const edits = [{ path: "/w/a.py", range: range(3, 4, 4), newText: "  # shape: (N, 10)" }];
    await openFile(uri, { diagnostics: [], insertShapeComments: edits });
    await nextPublished(uri);
    const [action, ...others] = await codeActions([], ["refactor"]);
    assert.equal(others.length, 0);
    assert.equal(action?.title, "Insert shape comments");
    const applied = new Promise<unknown>((resolve) => {
      client.onRequest("workspace/applyEdit", ({ edit }: { edit: unknown }) => {
        resolve(edit);
        return { applied: true };
      });
    });
    await client.sendRequest("workspace/executeCommand", {
      command: "shapelint.server.insertShapeComments",
      arguments: [uri],
    });
    assert.deepEqual(await applied, action?.edit);
  });

  it("says once what is wrong with its settings", async () => {
    const said: string[] = [];
    await start();
    client.onRequest("window/showMessageRequest", ({ message }: { message: string }) => {
      said.push(message);
      return null;
    });
    await openFile(uri, { diagnostics: [], mistakes: ["there is no rule 'x'"] });
    await nextPublished(uri);
    const other = "file:///w/b.py";
    await openFile(other, { diagnostics: [], mistakes: ["there is no rule 'x'"] });
    await nextPublished(other);
    assert.deepEqual(said, ["ShapeLint: there is no rule 'x'"]);
  });

  it("reads its settings from an editor that offers them", async () => {
    await start({ workspace: { configuration: true } }, undefined, { enable: false });
    await openFile(uri, { diagnostics: [slip(3)] });
    assert.deepEqual((await nextPublished(uri)).diagnostics, []);
  });

  it("treats the cells of a notebook as one program, and puts each answer into its cell", async () => {
    await start();
    const cells = ["cell:1", "cell:2"];
    const answers = { diagnostics: [slip(0), slip(1)], hover: { markdown: "here", range: range(1, 0, 1) } };
    const texts = [JSON.stringify(answers), ""];
    await client.sendNotification("notebookDocument/didOpen", {
      notebookDocument: {
        uri: "file:///w/n.ipynb",
        notebookType: "jupyter-notebook",
        version: 1,
        cells: cells.map((document) => ({ kind: 2, document })),
      },
      cellTextDocuments: cells.map((each, i) => ({ uri: each, languageId: "python", version: 1, text: texts[i] })),
    });
    for (const cell of cells) {
      const { diagnostics } = await nextPublished(cell);
      assert.deepEqual(
        diagnostics.map((diagnostic) => diagnostic.range),
        [range(0, 1, 4)],
      );
    }
    assert.deepEqual((await hoverAt("cell:2", 0))?.range, range(0, 0, 1));
  });

  it("answers a question about a document that is not open", async () => {
    await start();
    assert.equal(await hoverAt("file:///w/none.py", 0), null);
    assert.equal(await hoverAt("no address", -1), null);
  });

  async function start(capabilities: ClientCapabilities = {}, options?: unknown, settings?: unknown): Promise<void> {
    const [up, down] = [new PassThrough(), new PassThrough()];
    serve(
      createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)),
      new URL("./fakeAnswers.mjs", import.meta.url),
    );
    client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    published = [];
    client.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      published.push(params);
    });
    client.onRequest("workspace/configuration", () => [settings]);
    client.listen();
    await client.sendRequest("initialize", {
      processId: null,
      rootUri: "file:///w",
      capabilities,
      initializationOptions: options,
    });
    await client.sendNotification("initialized", {});
  }

  async function openFile(file: string, answers: unknown): Promise<void> {
    const textDocument = { uri: file, languageId: "python", version: 1, text: JSON.stringify(answers) };
    await client.sendNotification("textDocument/didOpen", { textDocument });
  }

  async function nextPublished(file: string): Promise<PublishDiagnosticsParams> {
    for (;;) {
      const at = published.findIndex((params) => params.uri === file);
      if (at >= 0) return published.splice(at, 1)[0]!;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  function hoverAt(file: string, line: number): Promise<Hover | null> {
    return client.sendRequest("textDocument/hover", { textDocument: { uri: file }, position: { line, character: 0 } });
  }

  function codeActions(diagnostics: unknown[], only: string[] | undefined): Promise<CodeAction[]> {
    const context = { diagnostics, only };
    return client.sendRequest("textDocument/codeAction", { textDocument: { uri }, range: range(3, 1, 1), context });
  }
});
