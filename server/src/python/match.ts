/** `match`. */
import type { Expr, Match, Pattern } from "../syntax/ast.ts";
import { evaluate, evaluateCondition } from "./evaluate.ts";
import { type Completion, type Frame, type Interp, NORMAL } from "./interp.ts";
import { forkStatements } from "./join.ts";
import { PyDict, PyList, PyTuple, Unknown, type Value } from "./values.ts";
import { bindName, execute } from "./execute.ts";

export function matchStatement(interp: Interp, s: Match, frame: Frame): Completion {
  const subject = evaluate(interp, s.subject, frame);
  for (const c of s.cases) {
    const fits = matches(interp, c.pattern, subject, frame);
    if (fits === undefined) return matchUnknown(interp, s, frame);
    if (!fits) continue;
    if (c.guard) {
      const guard = evaluateCondition(interp, c.guard, frame);
      if (guard === false) continue;
      if (guard !== true) return matchUnknown(interp, s, frame);
    }
    return execute(interp, c.body, frame);
  }
  return NORMAL;
}

/** A match that cannot be decided: any case may be taken. */
function matchUnknown(interp: Interp, s: Match, frame: Frame): Completion {
  return forkStatements(interp, frame, [...s.cases.map((c) => ({ assume: null, run: () => execute(interp, c.body, frame) })), { assume: null, run: () => NORMAL as Completion }]);
}

function matches(interp: Interp, p: Pattern, v: Value, frame: Frame): boolean | undefined {
  switch (p.kind) {
    case "MatchValue":
      return interp.equal(v, evaluate(interp, p.value, frame));
    case "MatchSingleton":
      return v instanceof Unknown ? undefined : v === p.value;
    case "MatchAs": {
      const fits = p.pattern ? matches(interp, p.pattern, v, frame) : true;
      if (fits && p.name) bindName(interp, p.name, v, frame);
      return fits;
    }
    case "MatchOr": {
      for (const q of p.patterns) {
        const fits = matches(interp, q, v, frame);
        if (fits !== false) return fits;
      }
      return false;
    }
    case "MatchStar":
      return true;
    case "MatchSequence": {
      if (v instanceof Unknown) return undefined;
      const items = v instanceof PyTuple ? v.items : v instanceof PyList && !v.unbounded ? v.items : null;
      if (!items) return false;
      const star = p.patterns.findIndex((q) => q.kind === "MatchStar");
      if (star < 0 ? items.length !== p.patterns.length : items.length < p.patterns.length - 1) return false;
      for (let i = 0; i < p.patterns.length; i++) {
        const q = p.patterns[i] as Pattern;
        if (q.kind === "MatchStar") {
          if (q.name) bindName(interp, q.name, new PyList(items.slice(star, items.length - (p.patterns.length - 1 - star))), frame);
          continue;
        }
        const at = star >= 0 && i > star ? items.length - (p.patterns.length - i) : i;
        const fits = matches(interp, q, items[at] as Value, frame);
        if (fits !== true) return fits;
      }
      return true;
    }
    case "MatchMapping": {
      if (v instanceof Unknown) return undefined;
      if (!(v instanceof PyDict)) return false;
      const rest = new PyDict();
      for (const e of v.entries.values()) rest.set(e.key, e.value);
      for (let i = 0; i < p.keys.length; i++) {
        const key = evaluate(interp, p.keys[i] as Expr, frame);
        const item = v.get(key);
        if (item === undefined) return false;
        rest.delete(key);
        const fits = matches(interp, p.patterns[i] as Pattern, item, frame);
        if (fits !== true) return fits;
      }
      if (p.rest) bindName(interp, p.rest, rest, frame);
      return true;
    }
    case "MatchClass": {
      const cls = evaluate(interp, p.cls, frame);
      const is = interp.isinstance(v, cls);
      if (is !== true) return is;
      const names = interp.lookupAttr(cls, "__match_args__");
      const order = names instanceof PyTuple ? names.items : [];
      const pairs: [string, Pattern][] = p.kwdAttrs.map((k, i) => [k, p.kwdPatterns[i] as Pattern]);
      for (let i = 0; i < p.patterns.length; i++) {
        const name = order[i];
        if (typeof name === "string") pairs.push([name, p.patterns[i] as Pattern]);
        else {
          const fits = matches(interp, p.patterns[i] as Pattern, v, frame);
          if (fits !== true) return fits;
        }
      }
      for (const [name, q] of pairs) {
        const item = interp.lookupAttr(v, name);
        if (item === undefined) return false;
        const fits = matches(interp, q, item, frame);
        if (fits !== true) return fits;
      }
      return true;
    }
  }
}
