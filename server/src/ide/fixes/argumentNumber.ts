/** The number that a layer was built with: in_features, in_channels, num_features, input_size, embed_dim. */
import { isConst } from "../../dims/index.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { Tensor } from "../../torch/tensor.ts";
import { definingLiterals } from "./definitions.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { outputsBefore } from "./inScope.ts";
import { inStyle, isNumeric } from "./numberStyle.ts";

export function* argumentNumber(f: Fault): Generator<Candidate> {
  const a = f.diagnostic.argument;
  if (!a || typeof a.expected !== "number") return;
  const { expr, parameter, expected } = a;
  if (isNumeric(expr)) {
    const newText = inStyle(expr, f.text(expr), expected, flattenedSizes(f.tensors[0] ?? null));
    yield { title: `Change ${parameter} to ${newText}`, edits: [f.replace(expr, newText)] };
    return;
  }
  // The literal that gives the name its value, if that mends everything.
  for (const literal of definingLiterals(f, expr)) {
    if (f.int(literal) === expected) continue;
    yield { title: `Change ${f.text(expr)} to ${expected}`, edits: [f.replace(literal, inStyle(literal, f.text(literal), expected))] };
  }
  // What the layer before gives, in its own words.
  for (const text of outputsBefore(f, expected, expr).slice(0, 2)) if (text !== f.text(expr)) yield { title: `Change ${parameter} to ${text}`, edits: [f.replace(expr, text)] };
  yield* scaled(f, expr, parameter, expected);
  yield { title: `Change ${parameter} to ${expected}`, edits: [f.replace(expr, String(expected))] };
}

/** `hidden` → `hidden * 7 * 7`, `hidden * 7 * 7` → `hidden * 5 * 5`, `hidden` → `hidden * 2`, `hidden * 2` → `hidden`. */
function* scaled(f: Fault, expr: Expr, parameter: string, expected: number): Generator<Candidate> {
  const product = split(f, expr);
  if (!product) return;
  const { name, factors } = product;
  const value = f.int(name) ?? (factors.length === 0 ? currentNumber(f) : null);
  if (value === null || value <= 0 || expected % value !== 0) return;
  const rest = expected / value;
  const times = /\s*\*\s*/.exec(f.text(expr).slice(name.end - expr.start))?.[0] ?? " * ";
  const sizes = flattenedSizes(f.tensors[0] ?? null);
  const sides = sizes.length > 1 && sizes[0] === value ? sizes.slice(1) : factors.length > 1 ? roots(rest, factors.length) : [rest];
  const newText = rest === 1 ? f.text(name) : [f.text(name), ...sides].join(times);
  yield { title: `Change ${parameter} to ${newText}`, edits: [f.replace(expr, newText)] };
}

/** The number that the layer was built with, where the name had others for other layers. */
function currentNumber(f: Fault): number | null {
  const said = /expected (\d+)/.exec(f.problem.law)?.[1];
  return said === undefined ? null : Number(said);
}

/** A name, perhaps times numbers. */
function split(f: Fault, e: Expr): { name: Expr; factors: number[] } | null {
  if (e.kind === "Name" || e.kind === "Attribute" || e.kind === "Subscript") return { name: e, factors: [] };
  if (e.kind !== "BinOp" || e.op !== "*") return null;
  const right = f.int(e.right);
  const left = right === null || !isNumeric(e.right) ? null : split(f, e.left);
  return left && right !== null ? { name: left.name, factors: [...left.factors, right] } : null;
}

function roots(n: number, count: number): number[] {
  const side = Math.round(n ** (1 / count));
  return side ** count === n ? new Array<number>(count).fill(side) : [n];
}

/** The sizes that a flattened tensor had for each sample: 16, 5, 5. */
export function flattenedSizes(t: Tensor | null): readonly number[] {
  const total = shapeOf(t)?.at(-1);
  for (let at = t, i = 0; at && i < 8; i++) {
    const before: Tensor | null = at.from?.inputs[0] ?? null;
    const shape = shapeOf(before)?.slice(1);
    if (shape && shape.length > 1 && shape.every(isConst) && shape.reduce((a, b) => (a as number) * (b as number), 1) === total) return shape as number[];
    at = before;
  }
  return [];
}
