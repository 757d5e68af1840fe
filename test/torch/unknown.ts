/**
 * What is not known is no error: a recorded call that PyTorch runs must not fail with one of its arguments not known.
 * What is given besides may still be wrong for every value of it, so that calls which raise are not looked at.
 */
import { parse } from "../../server/src/syntax/parser.ts";
import type { Call, Node } from "../../server/src/syntax/ast.ts";
import { walk } from "../../server/src/syntax/walk.ts";
import type { Fact } from "../goldens/load.ts";
import { evaluateFact } from "./evaluate.ts";

export interface Open {
  /** The call with `u` for what is not known. */
  readonly call: string;
  /** What we raise, if we do. */
  readonly fault?: string;
}

/** Every argument of the calls in a fact's expression, put in place of which `u` is not known. */
export function* withUnknowns(fact: Fact): Generator<Open> {
  // Where there are no elements, PyTorch looks at less; a size that is not known is not taken for 0.
  if (fact.x || fact.also || EMPTY.test(fact.e)) return;
  for (const span of argumentsOf(fact.e)) {
    const e = `${fact.e.slice(0, span.start)}${span.keyword}u${fact.e.slice(span.end)}`;
    const outcome = evaluateFact(fact.pre === undefined ? { e } : { e, pre: fact.pre });
    const call = fact.pre === undefined ? e : `${fact.pre}; ${e}`;
    yield "x" in outcome ? { call, fault: `${outcome.x[0]}: ${outcome.x[1]}` } : { call };
  }
}

/** A tensor that is made with a size of 0. */
const EMPTY = /torch\.(?:empty|zeros|ones|rand|randn|full|randint)\((?:[^()]*[(, ])?0[,)]/;

interface Span {
  readonly start: number;
  readonly end: number;
  readonly keyword: string;
}

function argumentsOf(text: string): Span[] {
  const out: Span[] = [];
  const seen = new Set<string>();
  const add = (start: number, end: number, keyword: string): void => {
    const key = `${start} ${end}`;
    // What a comprehension binds is no argument.
    if (!seen.has(key) && !/^\s+in\b/.test(text.slice(end))) out.push({ start, end, keyword });
    seen.add(key);
  };
  // Of several statements positions are not the text's own.
  if (text.includes("\n")) return [];
  for (const unit of parse("/call.py", `${text}\n`).units) {
    for (const s of unit.body) {
      walk(s, (n: Node) => {
        if (n.kind === "Call") ofCall(n, add);
        if ((n.kind === "Tuple" || n.kind === "List") && n.elts.length <= 4) for (const x of n.elts) if (x.kind !== "Starred") add(x.start, x.end, "");
        return true;
      });
    }
  }
  return out;
}

function ofCall(call: Call, add: (start: number, end: number, keyword: string) => void): void {
  for (const a of call.args) if (a.kind !== "Starred") add(a.start, a.end, "");
  for (const k of call.keywords) if (k.arg !== null) add(k.value.start, k.value.end, "");
}
