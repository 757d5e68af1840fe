/** Failures about the kind of what is reckoned from arguments that nobody gives: they are taken for numbers there, and may be lists, tensors or objects with operators of their own. */
import { asSymbol } from "../dims/expr.ts";
import { symbolsOf } from "../dims/constraint.ts";
import type { Problem } from "../python/problem.ts";
import type { Trace } from "../python/trace.ts";
import { SymFloat, SymInt, Unknown, type Value } from "../python/values.ts";
import type { Expr } from "../syntax/ast.ts";
import { operandsOf } from "./operands.ts";

/** What fails for the kind of a value alone. */
const OF_KINDS: ReadonlySet<string> = new Set(["operand-type", "not-iterable", "not-callable", "unpack", "unknown-attribute", "index-type"]);
/** And what may, where its message says that it met an int. */
const OF_INTS: ReadonlySet<string> = new Set(["argument-type", "invalid-call"]);

/** Whether a failure is about the kind of a number that need be none: `for f in user_features + item_features`. */
export function isOfReckoned({ rule, message, node, subjects }: Problem, trace: Trace): boolean {
  const ofInt = OF_INTS.has(rule) && /\bint\b/.test(message);
  // A product of matrices.
  if (!ofInt && !OF_KINDS.has(rule) && !(rule === "rank" && node?.kind === "BinOp")) return false;
  const reckoned = (v: Value): boolean => (v instanceof SymInt && isOpen(v)) || (!ofInt && v instanceof SymFloat && isOpen(v));
  const valuesOf = (e: Expr): readonly Value[] => trace.values.get(e) ?? [];
  const own = node?.kind === "Call" ? [node.func] : node ? [node as Expr] : [];
  return subjects.some(reckoned) || [...operandsOf(node), ...own].some((e) => valuesOf(e).some(reckoned));
}

/** Whether a number comes of an argument that nobody gives and that nothing says is a number. */
function isOpen(v: SymInt | SymFloat): boolean {
  for (const s of symbolsOf(v instanceof SymInt ? v.dim : v.numerator)) {
    const origin = asSymbol(s)?.info.origin;
    if (origin instanceof Unknown && origin.isInput && !origin.isInt && !isAnnotated(origin)) return true;
  }
  return false;
}

/** Whether a parameter says that it is a number. */
function isAnnotated({ where }: Unknown): boolean {
  return where?.kind === "Arg" && where.annotation?.kind === "Name" && /^(int|float)$/.test(where.annotation.id);
}
