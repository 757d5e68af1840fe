import type { Connection, NotebookCell, NotebookDocument } from "vscode-languageserver/node";
import { NotebookDocuments, TextDocuments } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "../ide/position.ts";
import { cellAt, type JoinedCells, joinCells } from "./notebook.ts";
import { toPath, toUri } from "./uri.ts";

/** A place in a document the editor shows. */
export interface Place {
  readonly uri: string;
  readonly range: Range;
  /** The document's version if it is open. */
  readonly version: number | null;
}

/** One open program: a Python document, or all Python cells of a notebook. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** The documents it is made of, in order. */
  readonly documents: readonly TextDocument[];
  readonly cells?: JoinedCells;
}

/** The programs open in the editor, and the way from a document's place to a program's and back. */
export class Sources {
  private readonly texts = new TextDocuments(TextDocument);
  private readonly notebooks = new NotebookDocuments(TextDocument);
  private readonly open = new Map<string, Source>();

  /** `onChange` hears of a program that was opened or edited, `onClose` of one that was closed. */
  listen(connection: Connection, onChange: (source: Source) => void, onClose: (source: Source) => void): void {
    const changed = (source: Source): void => {
      this.open.set(source.path, source);
      onChange(source);
    };
    const closed = (path: string): void => {
      const source = this.open.get(path);
      this.open.delete(path);
      if (source) onClose(source);
    };
    this.texts.onDidChangeContent(({ document }) => changed(ofDocument(document)));
    this.texts.onDidClose(({ document }) => closed(toPath(document.uri)));
    this.notebooks.onDidOpen((notebook) => changed(this.ofNotebook(notebook)));
    this.notebooks.onDidChange(({ notebookDocument }) => changed(this.ofNotebook(notebookDocument)));
    this.notebooks.onDidClose((notebook) => closed(toPath(notebook.uri)));
    this.texts.listen(connection);
    this.notebooks.listen(connection);
  }

  all(): Iterable<Source> {
    return this.open.values();
  }

  get(path: string): Source | undefined {
    return this.open.get(path);
  }

  /** The program that a document (or cell) belongs to, and the place of a position in it. */
  locate(uri: string, position: Position): { path: string; position: Position } | undefined {
    const notebook = this.notebooks.findNotebookDocumentForCell(uri);
    const source = this.open.get(toPath(notebook ? notebook.uri : uri));
    const cell = source?.documents.findIndex((document) => document.uri === uri) ?? -1;
    if (!source || cell < 0) return undefined;
    const line = position.line + (source.cells?.firstLines[cell] ?? 0);
    return { path: source.path, position: { line, character: position.character } };
  }

  /** Where a range of a program stands in the editor. */
  place(path: string, range: Range): Place {
    const source = this.open.get(path);
    if (!source) return { uri: toUri(path), range, version: null };
    const index = source.cells ? cellAt(source.cells, range.start.line) : 0;
    const document = source.documents[index];
    if (!document) return { uri: toUri(path), range, version: null };
    const place = source.cells ? inCell(range, source.cells.firstLines[index] ?? 0, document.lineCount) : range;
    return { uri: document.uri, range: place, version: document.version };
  }

  private ofNotebook(notebook: NotebookDocument): Source {
    const documents = notebook.cells
      .map((cell: NotebookCell) => this.notebooks.getCellTextDocument(cell))
      .filter((document) => document !== undefined)
      .filter((document) => document.languageId === "python");
    const cells = joinCells(documents.map((document) => document.getText()));
    return { path: toPath(notebook.uri), text: cells.text, documents, cells };
  }
}

function ofDocument(document: TextDocument): Source {
  return { path: toPath(document.uri), text: document.getText(), documents: [document] };
}

/** A range of joined cells in the cell it begins in; it ends there at the latest. */
function inCell({ start, end }: Range, first: number, lineCount: number): Range {
  const last = first + lineCount - 1;
  return {
    start: { line: start.line - first, character: start.character },
    end: { line: Math.min(end.line, last) - first, character: end.character },
  };
}
