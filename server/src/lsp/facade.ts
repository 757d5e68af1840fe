/** The analysis as the language server sees it, until the session takes its place. */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface FileSystem {
  readFile(path: string): string | undefined;
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  list(path: string): readonly string[];
}

export interface TextEdit {
  readonly path: string;
  readonly range: Range;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly preferred?: boolean;
  readonly code?: string;
}

export interface Diagnostic {
  readonly code: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly message: string;
  readonly range: Range;
  readonly related: readonly { readonly message: string; readonly path: string; readonly range: Range }[];
  readonly fixes: readonly Fix[];
}

export interface Hover {
  readonly markdown: string;
  readonly range: Range;
}

export interface InlayHint {
  readonly position: Position;
  readonly label: string;
  readonly tooltip?: string;
}

export interface CodeLens {
  readonly range: Range;
  readonly title: string;
}

export interface Analysis {
  readonly diagnostics: readonly Diagnostic[];
}

export interface SessionOptions {
  readonly fs: FileSystem;
  readonly searchPaths: readonly string[];
  readonly projectDir?: string;
  readonly pythonEnv?: string;
  readonly cancelled?: () => boolean;
}

export class Session {
  constructor(_options: SessionOptions) {}
  setOverlay(_path: string, _text: string | null): void {}
  invalidate(_path: string): void {}
  analyse(_path: string): Analysis {
    return { diagnostics: [] };
  }
}

export function hover(_analysis: Analysis, _position: Position): Hover | null {
  return null;
}

export function inlayHints(_analysis: Analysis, _range: Range): readonly InlayHint[] {
  return [];
}

export function codeLenses(_analysis: Analysis): readonly CodeLens[] {
  return [];
}

export function codeActions(_session: Session, _path: string, _range: Range): readonly Fix[] {
  return [];
}

export function fixAll(_session: Session, _path: string): readonly TextEdit[] {
  return [];
}
