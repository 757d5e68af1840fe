/** A Linear that is given images: `flatten(1)` before it, or `nn.Flatten()` in a Sequential. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Call, Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, indentation, productOf, shapeOf } from "./fault.ts";
import { withMethod } from "./wrap.ts";

export function* flatten(f: Fault): Generator<Candidate> {
  if (f.rule !== "linear-in-features" && f.rule !== "matmul-shapes") return;
  const [input] = f.tensors;
  const shape = shapeOf(input ?? null);
  if (!input || !shape || shape.length < 3) return;
  const expected = featuresOf(f);
  const start = flattenedFrom(shape, expected);
  if (start === null) return;
  const given = f.expressionOf(input);
  if (given) yield { ...withMethod(f, given, `.flatten(${start})`), title: `Flatten ${named(f, given)} before it: .flatten(${start})` };
  yield* beforeLayer(f, start === 1 ? "Flatten()" : `Flatten(${start})`);
  // What remains of each channel is averaged, as most networks do before their last layer.
  if (start === shape.length && given) yield withMethod(f, given, ".mean(dim=(2, 3))");
}

/** The dimension from which flattening gives the features that the layer expects; the rank if it expects the channels. */
function flattenedFrom(shape: readonly Dim[], expected: number | null): number | null {
  if (expected === null) return 1;
  for (let k = 1; k < shape.length - 1; k++) if (productOf(shape.slice(k)) === expected) return k;
  if (shape.length === 4 && shape[1] === expected) return shape.length;
  return shape.slice(1).some((d) => !isConst(d)) ? 1 : null;
}

function featuresOf(f: Fault): number | null {
  const said = /and (\d+)x/.exec(f.problem.message)?.[1];
  return said === undefined ? null : Number(said);
}

/** `nn.Linear(…)` within a Sequential gets a layer before it, written as its own constructor is. */
export function* beforeLayer(f: Fault, layer: string): Generator<Candidate> {
  const construction = f.construction;
  if (!construction) return;
  const prefix = prefixOf(construction);
  const around = f.parent(construction);
  const isItem = around?.kind === "Call" ? around.args.includes(construction) : around?.kind === "List" || around?.kind === "Tuple";
  if (!isItem || prefix === null) return;
  const ownLine = /\n[ \t]*$/.test(construction.unit.text.slice(0, construction.start));
  yield { title: `Insert ${prefix}${layer} before it`, edits: [f.before(construction, `${prefix}${layer},${ownLine ? `\n${indentation(construction)}` : " "}`)] };
}

/** `nn.` of `nn.Linear(…)`. */
function prefixOf(call: Call): string | null {
  if (call.func.kind === "Name") return "";
  return call.func.kind === "Attribute" ? `${call.unit.text.slice(call.func.value.start, call.func.value.end)}.` : null;
}

function named(f: Fault, e: Expr): string {
  return e.kind === "Name" || e.kind === "Attribute" ? f.text(e) : "the input";
}
