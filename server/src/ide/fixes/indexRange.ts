/** Numbers that go one too far: classes that count from one, a table with fewer rows than there are places. */
import { constructorArgument } from "../diagnostics.ts";
import { definingLiterals } from "./definitions.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { isNumeric } from "./numberStyle.ts";
import { lossOperands } from "./targetShape.ts";
import { withMethod } from "./wrap.ts";

export function* indexRange(f: Fault): Generator<Candidate> {
  if (f.rule === "embedding-index") yield* rows(f);
  const said = /class (\d+) of (\d+) classes/.exec(f.problem.law);
  const operands = said && lossOperands(f);
  if (!operands || Number(said?.[1]) !== Number(said?.[2]) || shapeOf(f.tensor(operands.target)) === null) return;
  const { edits } = withMethod(f, operands.target, " - 1");
  yield { title: `Change ${f.text(operands.target)} to ${f.text(operands.target)} - 1`, edits };
}

/** As many rows as the largest index asks for. */
function* rows(f: Fault): Generator<Candidate> {
  const largest = /index (\d+) is not below/.exec(f.problem.law)?.[1];
  const layer = f.failingLayer;
  const built = layer?.site?.node;
  const given = layer && built?.kind === "Call" ? constructorArgument(layer, built, "num_embeddings") : null;
  if (largest === undefined || !given) return;
  const want = String(Number(largest) + 1);
  for (const target of isNumeric(given) ? [given] : [...definingLiterals(f, given), given]) yield { title: `Change num_embeddings to ${want}`, edits: [f.replace(target, want)] };
}
