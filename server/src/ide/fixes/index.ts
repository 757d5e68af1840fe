/** Quick fixes: edits that mend a problem, in the user's own style, each proven by another analysis. */
import type { Expr } from "../../syntax/ast.ts";
import type { Diagnostic } from "../diagnostics.ts";
import type { Entry } from "../entries.ts";
import type { Session } from "../session.ts";
import { configuredLayers } from "./configuredLayers.ts";
import { earlierDimension } from "./earlierDimension.ts";
import { nextItem } from "./nextItem.ts";
import { otherSize } from "./otherSize.ts";
import { outputSize } from "./outputSize.ts";
import { shortcutCondition } from "./shortcutCondition.ts";
import { transposedMask } from "./transposedMask.ts";
import { activationBeforeLoss } from "./activationBeforeLoss.ts";
import { batchDimension } from "./batchDimension.ts";
import { layerHolders } from "./layerHolders.ts";
import { movedDimensions } from "./movedDimensions.ts";
import { activationCall } from "./activationCall.ts";
import { batchFirst } from "./batchFirst.ts";
import { dimensionArgument } from "./dimensionArgument.ts";
import { evalMode } from "./evalMode.ts";
import { hiddenState } from "./hiddenState.ts";
import { outputNumber } from "./outputNumber.ts";
import { products } from "./products.ts";
import { residual } from "./residual.ts";
import { sequenceShift } from "./sequenceShift.ts";
import { addedSkip, skip } from "./skip.ts";
import { unpack } from "./unpack.ts";
import { broadcasting, lackingDimensions } from "./broadcasting.ts";
import { greyChannel } from "./greyChannel.ts";
import { joins } from "./joins.ts";
import { counts } from "./counts.ts";
import { madeSizes } from "./madeSizes.ts";
import { lastBatch } from "./lastBatch.ts";
import { sliced } from "./sliced.ts";
import { keepDimension } from "./keepDimension.ts";
import { parameterSize } from "./parameterSize.ts";
import { argumentNumber } from "./argumentNumber.ts";
import { backwardScalar } from "./backwardScalar.ts";
import { batchSize } from "./batchSize.ts";
import { classTargets } from "./classTargets.ts";
import { contiguity } from "./contiguity.ts";
import { dimensionOrder } from "./dimensionOrder.ts";
import { divisors } from "./divisors.ts";
import { dtypes } from "./dtypes.ts";
import type { Candidate, Fix } from "./edit.ts";
import { Fault } from "./fault.ts";
import { flatten } from "./flatten.ts";
import { floorDivision } from "./floorDivision.ts";
import { gradients } from "./gradients.ts";
import { imports } from "./imports.ts";
import { layerForInput } from "./layerForInput.ts";
import { layerRank } from "./layerRank.ts";
import { missingDimension } from "./missingDimension.ts";
import { namedArgument } from "./namedArgument.ts";
import { outputTuple } from "./outputTuple.ts";
import { padding } from "./padding.ts";
import { leftAfter } from "./proof.ts";
import { spelling } from "./spelling.ts";
import { constructorName } from "./constructorName.ts";
import { superInit } from "./superInit.ts";
import { indexRange } from "./indexRange.ts";
import { tupleOfTensors } from "./tupleOfTensors.ts";
import { targetShape } from "./targetShape.ts";
import { viewSizes } from "./viewSizes.ts";

export type { Fix, TextEdit } from "./edit.ts";

/** What may mend a fault, the likelier first. */
export type Repair = (f: Fault) => Iterable<Candidate>;

/** In order of likelihood where several know a way. */
const REPAIRS: readonly Repair[] = [
  imports,
  spelling,
  constructorName,
  nextItem,
  superInit,
  floorDivision,
  flatten,
  dimensionOrder,
  greyChannel,
  lackingDimensions,
  joins,
  missingDimension,
  layerRank,
  configuredLayers,
  argumentNumber,
  divisors,
  activationBeforeLoss,
  batchDimension,
  movedDimensions,
  layerHolders,
  viewSizes,
  batchSize,
  contiguity,
  classTargets,
  targetShape,
  sequenceShift,
  outputTuple,
  activationCall,
  batchFirst,
  lastBatch,
  hiddenState,
  dimensionArgument,
  transposedMask,
  outputSize,
  shortcutCondition,
  products,
  earlierDimension,
  skip,
  residual,
  padding,
  sliced,
  keepDimension,
  parameterSize,
  addedSkip,
  broadcasting,
  outputNumber,
  madeSizes,
  counts,
  dtypes,
  unpack,
  evalMode,
  backwardScalar,
  gradients,
  namedArgument,
  otherSize,
  layerForInput,
  tupleOfTensors,
  indexRange,
];

/** At most so many fixes are offered for a diagnostic, and so many ways tried. */
const MOST_OFFERED = 3;
const MOST_TRIED = 24;
/** Statements and calls that trying may cost, once a few ways were tried. */
const MOST_STEPS = 4_000_000;
const LEAST_TRIED = 4;

export function codeFixes(session: Session, d: Diagnostic, all: readonly Diagnostic[], entries: readonly Entry[]): readonly Fix[] {
  if (!d.problem) return [];
  const fault = new Fault(session, d, d.problem, entries);
  const proven: { readonly candidate: Candidate; readonly left: number }[] = [];
  const before = session.steps;
  for (const [i, candidate] of distinct(REPAIRS.flatMap((repair) => [...repair(fault)])).slice(0, MOST_TRIED).entries()) {
    if (i >= LEAST_TRIED && session.steps - before > MOST_STEPS) break;
    const left = leftAfter(session, d, all, candidate);
    const together = left === null || left === 0 ? null : withSiblings(fault, candidate, all);
    const leftTogether = together && leftAfter(session, d, all, together);
    if (together && leftTogether !== null && leftTogether < (left ?? 0)) proven.push({ candidate: together, left: leftTogether });
    else if (left !== null) proven.push({ candidate, left });
    if (proven.filter((p) => p.left === 0).length >= MOST_OFFERED) break;
  }
  // What mends several at once, the number that all of them come from, goes before what mends one.
  if (proven.some((p) => !p.candidate.lastResort)) proven.splice(0, proven.length, ...proven.filter((p) => !p.candidate.lastResort));
  const least = Math.min(...proven.map((p) => p.left));
  const offered = proven.filter((p) => p.left === least).map((p) => p.candidate).slice(0, MOST_OFFERED);
  const likeliest = offered.find((c) => c.tentative !== true);
  return offered.map((c) => ({ title: titleAmong(offered, c, d.path), edits: c.edits, preferred: c === likeliest }));
}

/** A title says where, if another fix has the same: the number at the call, and its default. */
function titleAmong(offered: readonly Candidate[], c: Candidate, path: string): string {
  const alike = offered.filter((o) => o.title === c.title);
  const [edit] = c.edits;
  if (!edit || alike.length === 1) return c.title;
  const { start } = edit.range;
  const file = edit.path === path ? "" : `${edit.path.split("/").at(-1)}, `;
  const isAlone = alike.every((o) => o === c || o.edits[0]?.path !== edit.path || o.edits[0].range.start.line !== start.line);
  return `${c.title} (${file}line ${start.line + 1}${isAlone ? "" : `, column ${start.character + 1}`})`;
}

/** The same change at each of the layers that read one tensor: they were built for one size. */
function withSiblings(f: Fault, candidate: Candidate, all: readonly Diagnostic[]): Candidate | null {
  const { argument } = f.diagnostic;
  const [edit, ...more] = candidate.edits;
  if (!argument || !edit || more.length > 0 || edit.newText !== newTextOf(f, argument.expr, candidate)) return null;
  const text = f.text(argument.expr);
  const siblings = all.filter((o) => o !== f.diagnostic && o.code === f.diagnostic.code && o.argument && o.argument.expected === argument.expected && f.text(o.argument.expr) === text && o.problem?.subjects[0] === f.problem.subjects[0]);
  if (siblings.length === 0) return null;
  const edits = siblings.flatMap((o) => (o.argument ? [f.replace(o.argument.expr, edit.newText)] : []));
  return { ...candidate, title: `${candidate.title} in ${siblings.length === 1 ? "both layers" : `all ${siblings.length + 1} layers`}`, edits: [edit, ...edits] };
}

/** What a candidate writes in place of an expression, if that is all it does. */
function newTextOf(f: Fault, expr: Expr, candidate: Candidate): string | null {
  const own = f.replace(expr, "");
  const [edit] = candidate.edits;
  return edit && edit.path === own.path && JSON.stringify(edit.range) === JSON.stringify(own.range) ? edit.newText : null;
}

function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<string>();
  return candidates.filter((c) => {
    const key = JSON.stringify(c.edits);
    if (c.edits.length === 0 || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
