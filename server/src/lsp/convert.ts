import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic as LspDiagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type InlayHint as LspInlayHint,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { TextEdit } from "../ide/fixes/index.ts";
import type { OfferedFix } from "../ide/actions.ts";
import type { InlayHint } from "../ide/hints.ts";
import type { PoolingSite } from "../ide/pooling.ts";
import type { Place } from "../ide/position.ts";
import type { Table } from "../ide/table.ts";
import type { FoundDiagnostic } from "./messages.ts";
import { pageOf } from "./pages.ts";
import type { Location, PlacedTable } from "./requests.ts";
import type { Sources } from "./sources.ts";

/** The analysis's answers in the protocol's terms, each place put into the document the editor shows. */

export const diagnosticSource = "ShapeLint";

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export function toDiagnostic(diagnostic: FoundDiagnostic, path: string, sources: Sources): LspDiagnostic {
  const codeDescription = pageOf(diagnostic.code);
  return {
    source: diagnosticSource,
    code: diagnostic.code,
    ...(codeDescription ? { codeDescription } : {}),
    ...(diagnostic.code.startsWith("unused-") ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    severity: severities[diagnostic.severity],
    message: diagnostic.message,
    range: sources.place(path, diagnostic.range).range,
    relatedInformation: diagnostic.related.map(({ message, path: at, range }) => {
      const place = sources.place(at, range);
      return { message, location: { uri: place.uri, range: place.range } };
    }),
  };
}

export function toCodeAction(
  path: string,
  fix: OfferedFix,
  shown: readonly LspDiagnostic[],
  sources: Sources,
): CodeAction {
  const { line, character } = sources.place(path, fix.mends.range).range.start;
  const mended = shown.filter(({ source, code, range: { start } }) => {
    const isMended = code === fix.mends.code && start.line === line && start.character === character;
    return isMended && source === diagnosticSource;
  });
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    edit: toWorkspaceEdit(fix.edits, sources),
    ...(mended.length > 0 ? { diagnostics: mended } : {}),
    ...(fix.preferred ? { isPreferred: true } : {}),
  };
}

/** With the versions the edits were computed for, so that the editor refuses them on newer text. */
export function toWorkspaceEdit(edits: readonly TextEdit[], sources: Sources): WorkspaceEdit {
  const documents = new Map<string, TextDocumentEdit>();
  for (const { path, range, newText } of edits) {
    const place = sources.place(path, range);
    const document = documents.get(place.uri) ?? {
      textDocument: { uri: place.uri, version: place.version },
      edits: [],
    };
    document.edits.push({ range: place.range, newText });
    documents.set(place.uri, document);
  }
  return { documentChanges: [...documents.values()] };
}

export function toInlayHint(hint: InlayHint, path: string, sources: Sources): LspInlayHint {
  const { range } = sources.place(path, { start: hint.position, end: hint.position });
  const { cause, label, tooltip } = hint;
  const at = cause && sources.place(cause.path, cause.range);
  return {
    position: range.start,
    label: at ? [{ value: label, location: { uri: at.uri, range: at.range } }] : label,
    tooltip,
  };
}

/** Its places in the document that holds the site; what lies in other cells is left out. */
export function toPoolingSite(site: PoolingSite, path: string, sources: Sources): PoolingSite {
  const { uri, range } = sources.place(path, site.range);
  const uses = site.uses.map((use) => sources.place(path, use)).filter((place) => place.uri === uri);
  return { ...site, range, uses: uses.map((place) => place.range) };
}

export function toTable(table: Table, sources: Sources): PlacedTable {
  const located = (place: Place | null): Location | null => {
    if (!place) return null;
    const { uri, range } = sources.place(place.path, place.range);
    return { uri, range };
  };
  const rows = table.rows.map((row) => ({ ...row, call: located(row.call), definition: located(row.definition) }));
  return { ...table, rows };
}
