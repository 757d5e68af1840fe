/** A parameter of the user's own layer, built for other sizes: the argument that says so where the layer is constructed. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Call, Expr, FunctionDef } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { Tensor } from "../../torch/tensor.ts";
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
    for (const other of f.tensors) if (other !== t) for (const [i, want] of wanted(f, shape, shapeOf(other) ?? [])) yield* change(f, t, init, sizes[i] as Expr, want);
  }
}

/** The sizes that `self.weight = nn.Parameter(torch.randn(a, b))` writes. */
function sizesOfParameter(init: FunctionDef, name: string): readonly Expr[] | null {
  let found: readonly Expr[] | null = null;
  walk(init, (n) => {
    if (n.kind !== "Assign" || !n.targets.some((t) => t.kind === "Attribute" && t.attr === name) || n.value.kind !== "Call") return;
    const made = innermost(n.value);
    const [first] = made.args;
    found = first?.kind === "Tuple" || first?.kind === "List" ? first.elts : made.args;
  });
  return found;
}

function innermost(call: Call): Call {
  const [first] = call.args;
  return first?.kind === "Call" ? innermost(first) : call;
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
