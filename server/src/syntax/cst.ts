/**
 * The part of a concrete syntax node that lowering reads. web-tree-sitter's
 * `Node` has this shape; only `parser.ts` knows that library.
 *
 * Every property is a call into WebAssembly: read each once.
 */
export interface CstNode {
  readonly type: string;
  /** UTF-16 offset into the parsed piece. */
  readonly startIndex: number;
  readonly endIndex: number;
  readonly namedChildren: readonly CstNode[];
  readonly children: readonly CstNode[];
  readonly hasError: boolean;
  readonly isError: boolean;
  readonly isMissing: boolean;
}

/** A parsed piece of source; `release` frees the tree it came from. */
export interface Cst {
  readonly root: CstNode;
  release(): void;
}

/** Parses a piece of source text on its own. */
export type ParsePiece = (text: string) => Cst;
