/**
 * The abstract syntax tree. It mirrors CPython's `ast` module name for name
 * (https://docs.python.org/3/library/ast.html), so that whoever knows that
 * module knows this one.
 *
 * Positions are relative to the {@link Unit} (one top-level statement) that a
 * node belongs to: a newline typed above a class moves no node inside it, so
 * whatever was computed about those nodes stays valid.
 */

/** One top-level statement of a file: the unit of lowering and of re-use. */
export interface Unit {
  /** The exact source text of the statement; equal text is lowered once. */
  readonly text: string;
  /** UTF-16 offset of the unit's first character in its file, kept current by the parser facade. */
  base: number;
  /** Path of the file the unit stands in. */
  path: string;
  readonly body: readonly Stmt[];
  /** Comments inside the unit, unit-relative, in order. */
  readonly comments: readonly Comment[];
  /** Syntax errors inside the unit, unit-relative, in order. */
  readonly problems: readonly SyntaxProblem[];
}

export interface Comment {
  readonly start: number;
  readonly end: number;
  /** With the `#`. */
  readonly text: string;
}

/** A syntax error's place: file-absolute UTF-16 offsets in `Module.problems`, unit-relative in `Unit.problems`. */
export interface SyntaxProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface Module {
  readonly path: string;
  readonly text: string;
  readonly units: readonly Unit[];
  readonly problems: readonly SyntaxProblem[];
  /** Comments between the units, file-absolute, in order; those inside a unit are in `Unit.comments`. */
  readonly comments: readonly Comment[];
}

interface Base {
  /** UTF-16 offset relative to `unit.base`. */
  readonly start: number;
  readonly end: number;
  readonly unit: Unit;
}

// ---------------------------------------------------------------- statements

export interface FunctionDef extends Base {
  readonly kind: "FunctionDef";
  readonly name: string;
  /** Range of the name itself. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly args: Arguments;
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly returns: Expr | null;
  readonly isAsync: boolean;
  /** True if the body contains `yield` (not counting nested functions). */
  readonly isGenerator: boolean;
  readonly docstring: string | null;
}
export interface ClassDef extends Base {
  readonly kind: "ClassDef";
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly bases: readonly Expr[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
}
export interface Return extends Base {
  readonly kind: "Return";
  readonly value: Expr | null;
}
export interface Delete extends Base {
  readonly kind: "Delete";
  readonly targets: readonly Expr[];
}
export interface Assign extends Base {
  readonly kind: "Assign";
  readonly targets: readonly Expr[];
  readonly value: Expr;
}
export interface AugAssign extends Base {
  readonly kind: "AugAssign";
  readonly target: Expr;
  readonly op: BinaryOperator;
  readonly value: Expr;
}
export interface AnnAssign extends Base {
  readonly kind: "AnnAssign";
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value: Expr | null;
}
export interface For extends Base {
  readonly kind: "For";
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
  readonly isAsync: boolean;
}
export interface While extends Base {
  readonly kind: "While";
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface If extends Base {
  readonly kind: "If";
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface With extends Base {
  readonly kind: "With";
  readonly items: readonly WithItem[];
  readonly body: readonly Stmt[];
  readonly isAsync: boolean;
}
export interface Match extends Base {
  readonly kind: "Match";
  readonly subject: Expr;
  readonly cases: readonly MatchCase[];
}
export interface Raise extends Base {
  readonly kind: "Raise";
  readonly exc: Expr | null;
  readonly cause: Expr | null;
}
export interface Try extends Base {
  readonly kind: "Try";
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
}
export interface Assert extends Base {
  readonly kind: "Assert";
  readonly test: Expr;
  readonly msg: Expr | null;
}
export interface Import extends Base {
  readonly kind: "Import";
  readonly names: readonly Alias[];
}
export interface ImportFrom extends Base {
  readonly kind: "ImportFrom";
  readonly module: string;
  readonly names: readonly Alias[];
  readonly level: number;
}
export interface Global extends Base {
  readonly kind: "Global";
  readonly names: readonly string[];
}
export interface Nonlocal extends Base {
  readonly kind: "Nonlocal";
  readonly names: readonly string[];
}
export interface ExprStmt extends Base {
  readonly kind: "Expr";
  readonly value: Expr;
}
export interface Pass extends Base {
  readonly kind: "Pass";
}
export interface Break extends Base {
  readonly kind: "Break";
}
export interface Continue extends Base {
  readonly kind: "Continue";
}
/** A statement that could not be read (half-typed code). Executing it does nothing; names it might bind are unknown. */
export interface BrokenStmt extends Base {
  readonly kind: "BrokenStmt";
  readonly mayBind: readonly string[];
}

export type Stmt =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | While
  | If
  | With
  | Match
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExprStmt
  | Pass
  | Break
  | Continue
  | BrokenStmt;

export interface WithItem {
  readonly context: Expr;
  readonly target: Expr | null;
}
export interface ExceptHandler extends Base {
  readonly kind: "ExceptHandler";
  readonly type: Expr | null;
  readonly name: string | null;
  readonly body: readonly Stmt[];
}
/** `import a.b as c`: name "a.b", asname "c". `from m import *`: name "*". */
export interface Alias extends Base {
  readonly kind: "Alias";
  readonly name: string;
  readonly asname: string | null;
}
export interface MatchCase {
  readonly pattern: Pattern;
  readonly guard: Expr | null;
  readonly body: readonly Stmt[];
}

export type Pattern =
  | { readonly kind: "MatchValue"; readonly value: Expr }
  | { readonly kind: "MatchSingleton"; readonly value: boolean | null }
  | { readonly kind: "MatchSequence"; readonly patterns: readonly Pattern[] }
  | { readonly kind: "MatchStar"; readonly name: string | null }
  | {
      readonly kind: "MatchMapping";
      readonly keys: readonly Expr[];
      readonly patterns: readonly Pattern[];
      readonly rest: string | null;
    }
  | {
      readonly kind: "MatchClass";
      readonly cls: Expr;
      readonly patterns: readonly Pattern[];
      readonly kwdAttrs: readonly string[];
      readonly kwdPatterns: readonly Pattern[];
    }
  | { readonly kind: "MatchAs"; readonly pattern: Pattern | null; readonly name: string | null }
  | { readonly kind: "MatchOr"; readonly patterns: readonly Pattern[] };

// ---------------------------------------------------------------- expressions

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "<<" | ">>" | "&" | "|" | "^";
export type UnaryOperator = "-" | "+" | "~" | "not";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "is not" | "in" | "not in";

export interface BoolOp extends Base {
  readonly kind: "BoolOp";
  readonly op: "and" | "or";
  readonly values: readonly Expr[];
}
export interface NamedExpr extends Base {
  readonly kind: "NamedExpr";
  readonly target: Name;
  readonly value: Expr;
}
export interface BinOp extends Base {
  readonly kind: "BinOp";
  readonly left: Expr;
  readonly op: BinaryOperator;
  readonly right: Expr;
}
export interface UnaryOp extends Base {
  readonly kind: "UnaryOp";
  readonly op: UnaryOperator;
  readonly operand: Expr;
}
export interface Lambda extends Base {
  readonly kind: "Lambda";
  readonly args: Arguments;
  readonly body: Expr;
}
export interface IfExp extends Base {
  readonly kind: "IfExp";
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
}
/** A `null` key is `**value`. */
export interface Dict extends Base {
  readonly kind: "Dict";
  readonly keys: readonly (Expr | null)[];
  readonly values: readonly Expr[];
}
export interface SetExpr extends Base {
  readonly kind: "Set";
  readonly elts: readonly Expr[];
}
export interface ListComp extends Base {
  readonly kind: "ListComp";
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface SetComp extends Base {
  readonly kind: "SetComp";
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface DictComp extends Base {
  readonly kind: "DictComp";
  readonly key: Expr;
  readonly value: Expr;
  readonly generators: readonly Comprehension[];
}
export interface GeneratorExp extends Base {
  readonly kind: "GeneratorExp";
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface Await extends Base {
  readonly kind: "Await";
  readonly value: Expr;
}
export interface Yield extends Base {
  readonly kind: "Yield";
  readonly value: Expr | null;
}
export interface YieldFrom extends Base {
  readonly kind: "YieldFrom";
  readonly value: Expr;
}
export interface Compare extends Base {
  readonly kind: "Compare";
  readonly left: Expr;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expr[];
}
export interface Call extends Base {
  readonly kind: "Call";
  readonly func: Expr;
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}
export interface JoinedStr extends Base {
  readonly kind: "JoinedStr";
  readonly values: readonly (Constant | FormattedValue)[];
}
/** `{value!conversion:spec}`; `selfDocumenting` holds `value=` of the `{value=}` form. */
export interface FormattedValue extends Base {
  readonly kind: "FormattedValue";
  readonly value: Expr;
  readonly conversion: "s" | "r" | "a" | null;
  readonly spec: JoinedStr | null;
  readonly selfDocumenting: string | null;
}
export interface Constant extends Base {
  readonly kind: "Constant";
  readonly value: ConstantValue;
}
export interface Attribute extends Base {
  readonly kind: "Attribute";
  readonly value: Expr;
  readonly attr: string;
  readonly attrStart: number;
}
export interface Subscript extends Base {
  readonly kind: "Subscript";
  readonly value: Expr;
  readonly slice: Expr;
}
export interface Starred extends Base {
  readonly kind: "Starred";
  readonly value: Expr;
}
export interface Name extends Base {
  readonly kind: "Name";
  readonly id: string;
}
export interface List extends Base {
  readonly kind: "List";
  readonly elts: readonly Expr[];
}
export interface Tuple extends Base {
  readonly kind: "Tuple";
  readonly elts: readonly Expr[];
}
export interface Slice extends Base {
  readonly kind: "Slice";
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
}
/** An expression that could not be read; its value is unknown. */
export interface BrokenExpr extends Base {
  readonly kind: "BrokenExpr";
}

export type Expr =
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetExpr
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | Compare
  | Call
  | JoinedStr
  | FormattedValue
  | Constant
  | Attribute
  | Subscript
  | Starred
  | Name
  | List
  | Tuple
  | Slice
  | BrokenExpr;

export type ConstantValue =
  | { readonly type: "int"; readonly value: number }
  /** An int beyond 2**53. */
  | { readonly type: "bigint"; readonly value: bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "complex"; readonly value: number }
  | { readonly type: "str"; readonly value: string }
  | { readonly type: "bytes"; readonly value: string }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "None" }
  | { readonly type: "Ellipsis" };

export interface Keyword extends Base {
  readonly kind: "Keyword";
  /** null: `**value` */
  readonly arg: string | null;
  readonly value: Expr;
}
export interface Comprehension {
  readonly target: Expr;
  readonly iter: Expr;
  readonly ifs: readonly Expr[];
  readonly isAsync: boolean;
}

export interface Arg extends Base {
  readonly kind: "Arg";
  readonly name: string;
  readonly annotation: Expr | null;
}
export interface Arguments {
  readonly posonly: readonly Arg[];
  readonly args: readonly Arg[];
  readonly vararg: Arg | null;
  readonly kwonly: readonly Arg[];
  /** One a keyword-only argument; null: required. */
  readonly kwDefaults: readonly (Expr | null)[];
  readonly kwarg: Arg | null;
  /** For the last `defaults.length` of posonly + args. */
  readonly defaults: readonly Expr[];
}

export type Node = Stmt | Expr | Arg | Alias | Keyword | ExceptHandler;
