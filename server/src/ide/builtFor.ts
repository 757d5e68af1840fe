/** Where the size of a layer's own parameter comes from: the argument, or the default left, of the call that constructs the model. */
import type { Call, Expr, FunctionDef, Lambda, Node } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import type { Site } from "../python/values.ts";
import type { Tensor } from "../torch/tensor.ts";

/** What a size depends on: a constructor call, the parameter, and what is written for it (null: its default holds). */
export interface Given {
  readonly call: Call;
  readonly parameter: string;
  readonly expr: Expr | null;
}

/** All that the sizes of a parameter of the user's own layer were reckoned from, the nearest first; `dims`: only these sizes. */
export function givenFor(t: Tensor, dims: readonly number[]): readonly Given[] {
  const { owner } = t;
  const init = owner?.module.cls.node?.body.find((s): s is FunctionDef => s.kind === "FunctionDef" && s.name === "__init__");
  const site = owner?.module.site;
  const sizes = init && owner ? sizesOfParameter(init, owner.name) : null;
  if (!init || !site || sizes?.length !== t.shape?.length) return [];
  const out: Given[] = [];
  for (const i of dims) {
    const size = sizes?.[i];
    // The constructor's own frame: entered by the call that made the layer.
    if (size) trace(size, init, site.node, site.recorded, site.parent, out, new Set());
  }
  return out;
}

/** The sizes that `self.weight = nn.Parameter(torch.randn(a, b))` writes. */
export function sizesOfParameter(init: FunctionDef, name: string): readonly Expr[] | null {
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

/** Follows the names of an expression of a function that a call entered. */
function trace(e: Expr, fn: FunctionDef | Lambda, entered: Node | null, recorded: boolean, caller: Site | null, out: Given[], seen: Set<string>): void {
  for (const name of namesOf(e)) {
    if (seen.has(name)) continue;
    seen.add(name);
    const parameters = [...fn.args.posonly, ...fn.args.args];
    const at = parameters.findIndex((p) => p.name === name);
    if (at >= 0 || fn.args.kwonly.some((p) => p.name === name)) {
      if (entered?.kind !== "Call") continue;
      const skip = parameters[0]?.name === "self" ? 1 : 0;
      const given = entered.keywords.find((k) => k.arg === name)?.value ?? (at >= skip && !entered.args.slice(0, at - skip + 1).some((a) => a.kind === "Starred") ? entered.args[at - skip] : undefined);
      if (recorded && (given || !entered.keywords.some((k) => k.arg === null))) out.push({ call: entered, parameter: name, expr: given ?? null });
      if (given && caller?.callee) trace(given, caller.callee.node, caller.node, caller.recorded, caller.parent, out, new Set());
    } else if (fn.kind === "FunctionDef") {
      for (const value of assigned(fn, name)) trace(value, fn, entered, recorded, caller, out, seen);
    }
  }
}

function namesOf(e: Expr): readonly string[] {
  const out: string[] = [];
  walk(e, (n) => {
    if (n.kind === "Name") out.push(n.id);
    // `self.num_patches` is looked for as it is written.
    if (n.kind === "Attribute" && n.value.kind === "Name" && n.value.id === "self") out.push(`self.${n.attr}`);
  });
  return out;
}

function assigned(fn: FunctionDef, name: string): readonly Expr[] {
  const out: Expr[] = [];
  walk(fn, (n) => {
    if (n.kind !== "Assign") return;
    const isIt = (t: Expr): boolean => (t.kind === "Name" ? t.id === name : t.kind === "Attribute" && t.value.kind === "Name" && `${t.value.id}.${t.attr}` === name);
    if (n.targets.some((t) => isIt(t) || ((t.kind === "Tuple" || t.kind === "List") && t.elts.some(isIt)))) out.push(n.value);
  });
  return out;
}
