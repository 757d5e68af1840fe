/** Layers that the model does not own, or owns once where several are meant; looked for after a run. */
import { printShape } from "../../dims/index.ts";
import type { Interp } from "../../python/interp.ts";
import { Instance, PyDict, PyList, PyTuple, type Site, type Value } from "../../python/values.ts";
import type { GeneratorExp, ListComp, Node, Unit } from "../../syntax/ast.ts";
import type { ModuleCall } from "../../python/trace.ts";
import { childrenOf, countParameters, isModule, moduleClass, namedModules, registryOf } from "../module.ts";
import { Tensor } from "../tensor.ts";
import { overBatch } from "./loss.ts";
import { isInForward, suspect } from "./suspect.ts";

/** Notes what the calls of a run tell about the layers that were called. */
export function checkLayers(interp: Interp): void {
  const { calls } = interp.trace;
  if (calls.length === 0) return;
  const owners = new Set<Instance>(calls.map((c) => c.module));
  const registered = new Set<Instance>();
  for (const owner of owners) for (const [, child] of childrenOf(owner)) for (const [, m] of namedModules(child)) registered.add(m);
  const lost = new Set([...owners].filter((m) => !registered.has(m) && hasOwnParameters(m)));
  for (const m of lost) checkMadeInForward(interp, m);
  for (const owner of owners) if (owner.cls.node !== null) checkHidden(interp, owner, lost);
  for (const owner of owners) checkUnused(interp, owner, owners);
  checkRepeated(interp, registered);
  for (const call of calls) if (!isInForward(call.site)) checkOutput(interp, call);
}

function hasOwnParameters(m: Instance): boolean {
  return countParameters(m).length > 0;
}

/** A layer that forward makes for itself has new weights in every call. */
function checkMadeInForward(interp: Interp, m: Instance): void {
  const { site } = m;
  if (!site?.recorded || site.node === null || !isMadeInForward(site)) return;
  suspect(interp, { node: site.node, site: site.parent, recorded: true }, {
    rule: "layer-in-forward",
    law: `${m.cls.name} is made in forward: each call has new random weights, which no optimizer sees`,
    reason: "make it in __init__ as an attribute of self",
  });
}

/** The innermost function that makes the layer is a forward of the user's. */
function isMadeInForward(site: Site): boolean {
  const by = site.parent?.callee;
  return by?.name === "forward" && by.node.kind === "FunctionDef";
}

/** Layers in a plain list, tuple or dict are no submodules: nothing trains, moves or saves them. */
function checkHidden(interp: Interp, owner: Instance, lost: ReadonlySet<Instance>): void {
  for (const [name, value] of owner.attrs.entries()) {
    const [items, kind] = itemsOf(value);
    const groups = items.map(modulesWithin);
    const hidden = groups.flat().filter((m) => lost.has(m) && isTrainable(m));
    if (items.length < 2 || groups.some((ms) => !ms.some((m) => hidden.includes(m)))) continue;
    const target = assignment(interp, name, owner);
    if (!target) continue;
    const container = kind === "dict" ? "nn.ModuleDict" : "nn.ModuleList";
    suspect(interp, { node: target, site: null, recorded: true }, {
      rule: "unregistered-layer",
      law: `self.${name}: the layers in a plain ${kind} are no submodules: parameters(), to() and state_dict() do not see the ${hidden.length} of them`,
      reason: `put them into ${container}`,
    });
  }
}

function itemsOf(v: Value): readonly [readonly Value[], string] {
  if (v instanceof PyList && !v.unbounded) return [v.items, "list"];
  if (v instanceof PyTuple) return [v.items, "tuple"];
  if (v instanceof PyDict && !v.open) return [v.values(), "dict"];
  return [[], ""];
}

/** A layer, or those that a list within the list holds beside each other. */
function modulesWithin(v: Value): readonly Instance[] {
  if (isModule(v)) return [v];
  return v instanceof PyList || v instanceof PyTuple ? itemsOf(v)[0].filter(isModule) : [];
}

function isTrainable(m: Instance): boolean {
  return namedModules(m).some(([, x]) => (registryOf(x, "_parameters")?.values() ?? []).some((p) => p instanceof Tensor && p.requiresGrad));
}

/** Where the class assigns `self.name`. */
function assignment(interp: Interp, name: string, owner: Instance): Node | null {
  for (const node of interp.trace.targets.keys()) {
    if (node.kind === "Attribute" && node.attr === name && node.value.kind === "Name" && node.value.id === "self" && owner.cls.mro.some((c) => c.node?.unit === node.unit)) return node;
  }
  return null;
}

/** Ways to reach a layer without naming it. */
const BY_OTHER_MEANS = /\b(children|named_children|modules|named_modules|_modules|get_submodule|__getattr__|getattr|setattr|vars|eval|exec|__dict__)\b/;

const reachesOtherwise = new WeakMap<Unit, boolean>();

/** Whether a class may reach its layers without naming them. */
function hasOtherMeans(unit: Unit): boolean {
  const known = reachesOtherwise.get(unit) ?? BY_OTHER_MEANS.test(unit.text);
  reachesOtherwise.set(unit, known);
  return known;
}

/** A layer with parameters that the class makes, and that nothing in the file speaks of again. */
function checkUnused(interp: Interp, owner: Instance, called: ReadonlySet<Instance>): void {
  const { node, bases } = owner.cls;
  if (!node || bases.length !== 1 || bases[0] !== moduleClass || hasOtherMeans(node.unit)) return;
  if (!node.body.some((s) => s.kind === "FunctionDef" && s.name === "forward")) return;
  for (const [name, layer] of childrenOf(owner)) {
    if (namedModules(layer).some(([, part]) => called.has(part)) || !hasOwnParameters(layer)) continue;
    const target = assignment(interp, name, owner);
    const text = target && interp.textOf(target.unit.path);
    if (!target || !text || (text.match(new RegExp(`\\b${name}\\b`, "g"))?.length ?? 0) !== 1) continue;
    suspect(interp, { node: target, site: null, recorded: true }, {
      rule: "unused-layer",
      law: `self.${name}: nothing calls this ${layer.cls.name}, so its parameters get no gradient`,
      reason: "call it in forward, or remove it",
    });
  }
}

/** `[nn.Linear(8, 8)] * 3` is one layer three times; so is `ModuleList([layer for _ in range(3)])`. */
function checkRepeated(interp: Interp, registered: ReadonlySet<Instance>): void {
  for (const [node, values] of interp.trace.values) {
    if (!isRepetition(node)) continue;
    for (const v of values) if (v instanceof PyList) tellShared(interp, node, v.items, registered);
  }
  for (const m of registered) {
    const items = childrenOf(m).map(([, child]) => child);
    if (items.length < 2 || new Set(items).size === items.length || !m.site?.recorded || m.site.node?.kind !== "Call") continue;
    const [first] = m.site.node.args;
    const list = first?.kind === "Starred" ? first.value : first;
    if ((list?.kind === "ListComp" || list?.kind === "GeneratorExp") && repeatsName(list)) tellShared(interp, list, items, registered);
    const again = m.site.node.args.find((a, i, all) => a.kind === "Name" && all.slice(0, i).some((b) => b.kind === "Name" && b.id === a.id));
    if (again) tellShared(interp, again, items, registered);
  }
  checkChained(interp, registered);
}

/** `self.a = self.b = nn.Linear(8, 8)` is one layer under two names. */
function checkChained(interp: Interp, registered: ReadonlySet<Instance>): void {
  const targets = [...interp.trace.targets].filter(([node]) => node.kind === "Attribute");
  targets.forEach(([node, [layer]], i) => {
    const [before, [first] = []] = targets[i - 1] ?? [];
    if (!before || !(layer instanceof Instance) || first !== layer || !registered.has(layer) || before.unit !== node.unit) return;
    if (/^\s*=\s*$/.test(node.unit.text.slice(before.end, node.start)) && !saysShared(before)) tellShared(interp, node, [layer, layer], registered);
  });
}

/** Whether a comment of its own in the lines before says that it is meant. */
function saysShared({ unit, start }: Node): boolean {
  const ownLine = (at: number): boolean => unit.text.slice(unit.text.lastIndexOf("\n", at) + 1, at).trim() === "";
  return unit.comments.some((c) => c.start < start && ownLine(c.start) && unit.text.slice(c.start, start).split("\n").length <= LINES_NEAR && /\b(shar(e|es|ed|ing)|tied|tie|ties)\b/i.test(c.text));
}

const LINES_NEAR = 6;

function tellShared(interp: Interp, node: Node, items: readonly Value[], registered: ReadonlySet<Instance>): void {
  const shared = items.find((x, i): x is Instance => isModule(x) && items.indexOf(x) < i);
  if (!shared || !registered.has(shared) || !hasOwnParameters(shared)) return;
  const times = items.filter((x) => x === shared).length;
  suspect(interp, { node, site: null, recorded: true }, {
    rule: "shared-layer",
    law: `one ${shared.cls.name} stands in ${times} places: its parameters are shared`,
    reason: "make a layer for each place: [… for _ in range(n)]",
  });
}

/** A list literal times a number, whose items are made there or are local names. */
function isRepetition(node: Node): boolean {
  if (node.kind !== "BinOp" || node.op !== "*") return false;
  const list = node.left.kind === "List" ? node.left : node.right.kind === "List" ? node.right : null;
  return list?.elts.every((e) => e.kind === "Call" || e.kind === "Name") === true;
}

/** `[layer for _ in range(n)]`: a local name that the loop does not bind. An attribute is shared on purpose. */
function repeatsName({ elt, generators }: ListComp | GeneratorExp): boolean {
  return elt.kind === "Name" && generators.every((g) => g.target.kind === "Name" && g.target.id !== elt.id);
}

/** What a model gives: a row an item, each by itself. */
function checkOutput(interp: Interp, call: ModuleCall): void {
  const [input] = call.inputs;
  const { output } = call;
  if (output instanceof PyTuple) for (const item of output.items) checkOutput(interp, { ...call, output: item });
  if (!(input instanceof Tensor) || !(output instanceof Tensor) || !input.shape || !output.shape || input.shape.length < 2) return;
  const [batch] = input.shape;
  const { from } = output;
  if ((from?.op === "softmax" || from?.op === "log_softmax") && from.along?.length === 1 && from.along[0] === 0 && output.shape.length === 2 && output.shape[0] === batch && output.shape[1] !== 1 && batch !== 1) overBatch({ interp }, output);
  if (input.shape.length === 4 && output.shape.length === 1 && output.shape[0] !== batch && batch !== 1) checkReduced(interp, output, batch);
}

/** The reduction on the way from the input that took the batch away. */
function checkReduced(interp: Interp, output: Tensor, batch: unknown): void {
  let t: Tensor | undefined = output;
  for (let i = 0; t && i < 200; i++) {
    const { from }: Tensor = t;
    const before: Tensor | undefined = from?.inputs[0];
    if (!from || !before) return;
    if (from.along?.includes(0) && before.shape && before.shape[0] === batch && t.shape?.[0] !== batch && t.shape?.length !== 0) {
      suspect(interp, from, {
        rule: "batch-reduced",
        law: `${from.op} over dim 0 of ${printShape(before.shape)} takes the batch away: all its items get one result`,
        reason: "the batch is dim 0: reduce the other dimensions",
        subjects: [before],
      });
      return;
    }
    t = before;
  }
}
