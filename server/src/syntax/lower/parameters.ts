import type { Arg, Arguments, Expr } from "../ast.ts";
import type { CstNode } from "../cst.ts";
import { identifier, kids, type Lowering, report, textOf } from "./context.ts";
import { lowerExpr } from "./expressions.ts";

/** The `parameters` of a `def`, parentheses included. */
export function lowerParameters(cx: Lowering, node: CstNode): Arguments {
  return collect(cx, kids(cx, node));
}

export function lowerLambdaParameters(cx: Lowering, node: CstNode | undefined): Arguments {
  return collect(cx, node === undefined ? [] : kids(cx, node));
}

interface Collected {
  posonly: Arg[];
  args: Arg[];
  vararg: Arg | null;
  kwonly: Arg[];
  kwDefaults: (Expr | null)[];
  kwarg: Arg | null;
  defaults: Expr[];
}

function collect(cx: Lowering, nodes: readonly CstNode[]): Arguments {
  const result: Collected = {
    posonly: [],
    args: [],
    vararg: null,
    kwonly: [],
    kwDefaults: [],
    kwarg: null,
    defaults: [],
  };
  let keywordOnly = false;
  for (const node of nodes) {
    const type = node.type;
    if (type === "positional_separator") {
      result.posonly = result.args;
      result.args = [];
    } else if (type === "keyword_separator") {
      keywordOnly = true;
    } else {
      keywordOnly = parameter(cx, node, type, result, keywordOnly);
    }
  }
  return result;
}

/** Adds one parameter; says whether those after it are keyword-only. */
function parameter(cx: Lowering, node: CstNode, type: string, into: Collected, keywordOnly: boolean): boolean {
  let name = node;
  let nameType = type;
  let annotation: CstNode | undefined;
  let value: CstNode | undefined;
  if (type === "typed_parameter" || type === "default_parameter" || type === "typed_default_parameter") {
    const parts = kids(cx, node);
    name = parts[0] ?? node;
    nameType = name.type;
    annotation = type === "default_parameter" ? undefined : parts[1];
    value = type === "typed_parameter" ? undefined : parts.at(-1);
  }
  if (nameType === "list_splat_pattern") {
    into.vararg = arg(cx, kids(cx, name)[0] ?? name, annotation);
    return true;
  }
  if (nameType === "dictionary_splat_pattern") {
    into.kwarg = arg(cx, kids(cx, name)[0] ?? name, annotation);
    return keywordOnly;
  }
  if (nameType !== "identifier") {
    report(cx, name.startIndex, name.endIndex, "parameters cannot be parenthesized");
    return keywordOnly;
  }
  const lowered = arg(cx, name, annotation);
  const fallback = value === undefined ? null : lowerExpr(cx, value);
  if (keywordOnly) {
    into.kwonly.push(lowered);
    into.kwDefaults.push(fallback);
    return true;
  }
  into.args.push(lowered);
  if (fallback !== null) into.defaults.push(fallback);
  else if (into.defaults.length > 0) {
    report(cx, name.startIndex, name.endIndex, "parameter without a default follows parameter with a default");
  }
  return false;
}

function arg(cx: Lowering, name: CstNode, type: CstNode | undefined): Arg {
  const annotation = type === undefined ? null : lowerExpr(cx, type);
  return {
    kind: "Arg",
    start: name.startIndex + cx.shift,
    end: (type === undefined ? name : type).endIndex + cx.shift,
    unit: cx.unit,
    name: identifier(textOf(cx, name)),
    annotation,
  };
}
