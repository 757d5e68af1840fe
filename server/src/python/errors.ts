/** Python exceptions on their way up, as JavaScript exceptions. */
import type { Problem } from "./problem.ts";
import type { Instance } from "./values.ts";

/** What is thrown to leave an evaluation, thousands of times in an analysis: it remembers no stack, which would cost more than all else. */
export class Signal {
  readonly message: string;
  constructor(message = "") {
    this.message = message;
  }
}

/** A Python exception being raised. */
export class PyRaise extends Signal {
  readonly value: Instance;
  /** What a diagnostic will say if nobody catches it. */
  readonly problem: Problem;
  /** The scope whose own `raise` or `assert` threw it: that code means to end there. */
  readonly scope: object | null;
  constructor(value: Instance, problem: Problem, scope: object | null = null) {
    // Python's exceptions are ordinary here (`hasattr`), and their JavaScript stack is never shown: capturing it is dear.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(problem.message);
    Error.stackTraceLimit = limit;
    this.value = value;
    this.problem = problem;
    this.scope = scope;
  }
}

/** A newer request made this analysis pointless. */
export class Cancelled extends Error {}

/** Fuel or depth is spent; the entry's remaining values are unknown. */
export class OutOfFuel extends Error {}
