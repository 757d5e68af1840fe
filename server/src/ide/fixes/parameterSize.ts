/** A parameter of the user's own layer, built for other sizes: the argument that says so where the layer is constructed. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Expr, FunctionDef } from "../../syntax/ast.ts";
import { Tensor } from "../../torch/tensor.ts";
import { givenFor, sizesOfParameter } from "../builtFor.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { namesOf } from "./inScope.ts";
import { isNumeric } from "./numberStyle.ts";

export function* parameterSize(f: Fault): Generator<Candidate> {
  if (f.rule !== "matmul-shapes" && f.rule !== "broadcast") return;
  for (const t of f.tensors) {
    const shape = shapeOf(t);
    const init = t.owner?.module.cls.node?.body.find((s): s is FunctionDef => s.kind === "FunctionDef" && s.name === "__init__");
    const sizes = init && t.owner ? sizesOfParameter(init, t.owner.name) : null;
    if (!shape || !init || !sizes || sizes.length !== shape.length) continue;
    for (const other of f.tensors) if (other !== t) yield* rebuilt(f, t, wanted(f, shape, shapeOf(other) ?? []).map(([i]) => i));
    for (const other of f.tensors) if (other !== t) for (const [i, want] of wanted(f, shape, shapeOf(other) ?? [])) yield* change(f, t, init, sizes[i] as Expr, want);
  }
}

/** Rows that a product needs; sizes that broadcasting needs. */
function wanted(f: Fault, own: readonly Dim[], other: readonly Dim[]): readonly (readonly [number, number])[] {
  if (f.rule === "matmul-shapes") {
    const inner = other.at(-1);
    return own.length >= 2 && inner !== undefined && isConst(inner) && own.at(-2) !== inner ? [[own.length - 2, inner]] : [];
  }
  return own.flatMap((d, i) => {
    const o = other[other.length - own.length + i];
    return o !== undefined && o !== d && d !== 1 && o !== 1 && isConst(o) ? [[i, o] as const] : [];
  });
}

/** The size where it is written: in the constructor, or by the call that constructs. */
function* change(f: Fault, t: Tensor, init: FunctionDef, size: Expr, want: number): Generator<Candidate> {
  const built = t.owner?.module.site;
  const at = size.kind === "Name" ? init.args.args.findIndex((p) => p.name === size.id) - 1 : -1;
  const call = built?.recorded && built.node?.kind === "Call" ? built.node : null;
  const given = size.kind === "Name" && call ? (call.keywords.find((k) => k.arg === size.id)?.value ?? call.args[at]) : undefined;
  const target = given ?? (isNumeric(size) ? size : null);
  if (!target) return;
  for (const text of isNumeric(target) ? [String(want)] : [...namesOf(f, want, target), String(want)]) yield { title: `Change ${f.text(target)} to ${text}`, edits: [f.replace(target, text)] };
}

/** What the size was reckoned from, an image's side say: the size that the program's own input has. */
function* rebuilt(f: Fault, t: Tensor, dims: readonly number[]): Generator<Candidate> {
  const sides = sidesOfInputs(f);
  for (const { call, parameter, expr } of givenFor(t, dims)) {
    if (!SIDE.test(parameter) || (expr && !isNumeric(expr) && expr.kind !== "Tuple")) continue;
    for (const side of sides) {
      const last = [...call.args, ...call.keywords.map((k) => k.value)].at(-1);
      if (expr?.kind === "Tuple") {
        const text = `(${side.both.join(", ")})`;
        if (f.text(expr) !== text) yield { title: `Change ${parameter} to ${text}`, edits: [f.replace(expr, text)] };
      } else if (side.both[0] !== side.both[1]) continue;
      else if (expr) yield { title: `Change ${parameter} to ${side.both[0]}`, edits: [f.replace(expr, String(side.both[0]))] };
      else if (last) yield { title: `Add ${parameter}=${side.both[0]}`, edits: [f.after(last, `, ${parameter}=${side.both[0]}`)] };
    }
  }
}

/** A parameter that says how large what is given will be. */
const SIDE = /size|res|height|width|len|dim|patch|seq|num/i;

/** The last two sizes of the tensors that the calls on the way were given, the outermost first. */
function sidesOfInputs(f: Fault): readonly { readonly both: readonly [number, number] }[] {
  const out = new Map<string, { readonly both: readonly [number, number] }>();
  for (let s = f.problem.site; s; s = s.parent) {
    if (s.node?.kind !== "Call") continue;
    for (const e of s.node.args) {
      for (const v of f.values(e)) {
        const [h, w] = v instanceof Tensor && (v.shape?.length ?? 0) >= 3 ? (v.shape ?? []).slice(-2) : [];
        if (h !== undefined && w !== undefined && isConst(h) && isConst(w)) out.set(`${h}x${w}`, { both: [h, w] });
      }
    }
  }
  return [...out.values()].reverse();
}
