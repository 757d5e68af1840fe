/** Loops over what a generator makes: their body runs between two items, and what it does the generator sees. */
import type { Node, Stmt } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { PyRaise, Signal } from "./errors.ts";
import type { Interp } from "./interp.ts";
import type { PyIterator, Value } from "./values.ts";

/**
 * Makes a generator's items and runs the consumer's code after each, as the consumer's. What that raises passes the
 * generator by in a loop; a context manager's generator is given it where it yields.
 */
export function between(interp: Interp, items: PyIterator, raising: "raises past" | "raises there", body: (item: Value) => void): void {
  const depth = interp.handlers.length;
  const { site, recording } = interp;
  try {
    items.follow((item) => {
      const generator = { site: interp.site, recording: interp.recording, handlers: raising === "raises past" ? interp.handlers.splice(depth) : [] };
      interp.site = site;
      interp.recording = recording;
      try {
        body(item);
      } catch (e) {
        throw e instanceof PyRaise && raising === "raises past" ? new RaisedBetween(e) : e;
      } finally {
        interp.site = generator.site;
        interp.recording = generator.recording;
        interp.handlers.push(...generator.handlers);
      }
    });
  } catch (e) {
    throw e instanceof RaisedBetween ? e.raised : e;
  }
}

/** What the consumer raises passes the generator by: its `try` does not catch it. */
export class RaisedBetween extends Signal {
  readonly raised: PyRaise;
  constructor(raised: PyRaise) {
    super();
    this.raised = raised;
  }
}

/** Whether a loop's body may end the loop. Such a generator is run to its end first: it is not known where it would be left. */
export function leaves(body: readonly Stmt[]): boolean {
  return body.some((s) => {
    if (s.kind === "Break" || s.kind === "Return") return true;
    if (s.kind === "For" || s.kind === "While") return returns(s.body) || leaves(s.orelse);
    return partsOf(s).some(leaves);
  });
}

/** Whether a generator's body yields in one place, and not in a loop. */
export function yieldsOnce(body: readonly Stmt[]): boolean {
  let yields = 0;
  let loops = false;
  for (const s of body) {
    walk(s, (n) => {
      if (n.kind === "Yield" || n.kind === "YieldFrom") yields += 1;
      if (n.kind === "For" || n.kind === "While") loops ||= yieldsWithin([n]);
    });
  }
  return yields === 1 && !loops;
}

function yieldsWithin(nodes: readonly Node[]): boolean {
  let found = false;
  for (const node of nodes) {
    walk(node, (n) => {
      if (n.kind === "Yield" || n.kind === "YieldFrom") found = true;
    });
  }
  return found;
}

/** Whether a generator yields within a `try` that catches something. */
export function catchesAtYield(body: readonly Stmt[]): boolean {
  let found = false;
  for (const s of body) {
    walk(s, (n) => {
      if (n.kind === "Try" && n.handlers.length > 0) found ||= yieldsWithin(n.body);
    });
  }
  return found;
}

/** Whether a body may return from its function. */
export function returns(body: readonly Stmt[]): boolean {
  return body.some((s) => s.kind === "Return" || partsOf(s).some(returns));
}

/** The bodies within a statement that belong to the same function. */
function partsOf(s: Stmt): readonly (readonly Stmt[])[] {
  if (s.kind === "If" || s.kind === "For" || s.kind === "While") return [s.body, s.orelse];
  if (s.kind === "With") return [s.body];
  if (s.kind === "Try") return [s.body, ...s.handlers.map((h) => h.body), s.orelse, s.finalbody];
  return s.kind === "Match" ? s.cases.map((c) => c.body) : [];
}
