import type { Node, Pattern } from "../ast.ts";

/**
 * What a field of a syntax node holds: a part of the tree, several (each may be absent where it says so), a string, names,
 * a number, a truth value, the value of a constant. `null` stands where the type allows it.
 */
export type Field = "part" | "part?" | "parts" | "parts?" | "string" | "string?" | "strings" | "number" | "boolean" | "boolean?" | "constant";

type Fields = readonly (readonly [name: string, holds: Field])[];

/** The fields of every node, beside where it stands; of a function but its body, which is stored behind it. */
const NODES: Readonly<Record<Node["kind"], Fields>> = {
  FunctionDef: [["name", "string"], ["nameStart", "number"], ["nameEnd", "number"], ["args", "part"], ["decorators", "parts"], ["returns", "part?"], ["isAsync", "boolean"], ["isGenerator", "boolean"], ["docstring", "string?"]],
  ClassDef: [["name", "string"], ["nameStart", "number"], ["nameEnd", "number"], ["bases", "parts"], ["keywords", "parts"], ["body", "parts"], ["decorators", "parts"]],
  Return: [["value", "part?"]],
  Delete: [["targets", "parts"]],
  Assign: [["targets", "parts"], ["value", "part"]],
  AugAssign: [["target", "part"], ["op", "string"], ["value", "part"]],
  AnnAssign: [["target", "part"], ["annotation", "part"], ["value", "part?"]],
  For: [["target", "part"], ["iter", "part"], ["body", "parts"], ["orelse", "parts"], ["isAsync", "boolean"]],
  While: [["test", "part"], ["body", "parts"], ["orelse", "parts"]],
  If: [["test", "part"], ["body", "parts"], ["orelse", "parts"]],
  With: [["items", "parts"], ["body", "parts"], ["isAsync", "boolean"]],
  Match: [["subject", "part"], ["cases", "parts"]],
  Raise: [["exc", "part?"], ["cause", "part?"]],
  Try: [["body", "parts"], ["handlers", "parts"], ["orelse", "parts"], ["finalbody", "parts"]],
  Assert: [["test", "part"], ["msg", "part?"]],
  Import: [["names", "parts"]],
  ImportFrom: [["module", "string"], ["names", "parts"], ["level", "number"]],
  Global: [["names", "strings"]],
  Nonlocal: [["names", "strings"]],
  Expr: [["value", "part"]],
  Pass: [],
  Break: [],
  Continue: [],
  BrokenStmt: [["mayBind", "strings"]],
  ExceptHandler: [["type", "part?"], ["name", "string?"], ["body", "parts"]],
  Alias: [["name", "string"], ["asname", "string?"]],
  BoolOp: [["op", "string"], ["values", "parts"]],
  NamedExpr: [["target", "part"], ["value", "part"]],
  BinOp: [["left", "part"], ["op", "string"], ["right", "part"]],
  UnaryOp: [["op", "string"], ["operand", "part"]],
  Lambda: [["args", "part"], ["body", "part"]],
  IfExp: [["test", "part"], ["body", "part"], ["orelse", "part"]],
  Dict: [["keys", "parts?"], ["values", "parts"]],
  Set: [["elts", "parts"]],
  ListComp: [["elt", "part"], ["generators", "parts"]],
  SetComp: [["elt", "part"], ["generators", "parts"]],
  DictComp: [["key", "part"], ["value", "part"], ["generators", "parts"]],
  GeneratorExp: [["elt", "part"], ["generators", "parts"]],
  Await: [["value", "part"]],
  Yield: [["value", "part?"]],
  YieldFrom: [["value", "part"]],
  Compare: [["left", "part"], ["ops", "strings"], ["comparators", "parts"]],
  Call: [["func", "part"], ["args", "parts"], ["keywords", "parts"]],
  JoinedStr: [["values", "parts"]],
  FormattedValue: [["value", "part"], ["conversion", "string?"], ["spec", "part?"], ["selfDocumenting", "string?"]],
  Constant: [["value", "constant"]],
  Attribute: [["value", "part"], ["attr", "string"], ["attrStart", "number"]],
  Subscript: [["value", "part"], ["slice", "part"]],
  Starred: [["value", "part"]],
  Name: [["id", "string"]],
  List: [["elts", "parts"]],
  Tuple: [["elts", "parts"]],
  Slice: [["lower", "part?"], ["upper", "part?"], ["step", "part?"]],
  BrokenExpr: [],
  Keyword: [["arg", "string?"], ["value", "part"]],
  Arg: [["name", "string"], ["annotation", "part?"]],
};

/** Of patterns, which do not say where they stand. */
const PATTERNS: Readonly<Record<Pattern["kind"], Fields>> = {
  MatchValue: [["value", "part"]],
  MatchSingleton: [["value", "boolean?"]],
  MatchSequence: [["patterns", "parts"]],
  MatchStar: [["name", "string?"]],
  MatchMapping: [["keys", "parts"], ["patterns", "parts"], ["rest", "string?"]],
  MatchClass: [["cls", "part"], ["patterns", "parts"], ["kwdAttrs", "strings"], ["kwdPatterns", "parts"]],
  MatchAs: [["pattern", "part?"], ["name", "string?"]],
  MatchOr: [["patterns", "parts"]],
};

/** Of parts that say neither where they stand nor of which kind they are. */
const PLAIN = {
  Arguments: [["posonly", "parts"], ["args", "parts"], ["vararg", "part?"], ["kwonly", "parts"], ["kwDefaults", "parts?"], ["kwarg", "part?"], ["defaults", "parts"]],
  Comprehension: [["target", "part"], ["iter", "part"], ["ifs", "parts"], ["isAsync", "boolean"]],
  MatchCase: [["pattern", "part"], ["guard", "part?"], ["body", "parts"]],
  WithItem: [["context", "part"], ["target", "part?"]],
} satisfies Readonly<Record<string, Fields>>;

export type Kind = Node["kind"] | Pattern["kind"] | keyof typeof PLAIN;

export const FIELDS: Readonly<Record<Kind, Fields>> = { ...NODES, ...PATTERNS, ...PLAIN };

/** By number, as they are stored. */
export const KINDS = Object.keys(FIELDS) as readonly Kind[];

export function hasPlace(kind: Kind): boolean {
  return kind in NODES;
}

/** Whether the part itself says of which kind it is. */
export function hasKind(kind: Kind): boolean {
  return !(kind in PLAIN);
}

/** A field that a part of a kind that it does not say has alone among them. */
const MARKS: Readonly<Record<string, keyof typeof PLAIN>> = { posonly: "Arguments", iter: "Comprehension", pattern: "MatchCase", context: "WithItem" };

export function kindOf(part: object): Kind {
  if ("kind" in part) return part.kind as Kind;
  for (const [field, kind] of Object.entries(MARKS)) if (field in part) return kind;
  throw new Error("no part of a syntax tree");
}

export const CONSTANTS = ["int", "bigint", "float", "complex", "str", "bytes", "bool", "None", "Ellipsis"] as const;
