/** The model table: the module calls of one run of a model as a tree, with totals. */
import { type Dim, sum } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import type { ModuleCall } from "../python/trace.ts";
import type { ClassDef } from "../syntax/ast.ts";
import { namedModules } from "../torch/module.ts";
import { valueText } from "./describe.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { Entry } from "./entries.ts";
import { bytesOf, type Count, Layers } from "./layers.ts";
import type { Place, Places, Position } from "./position.ts";
import type { Analysis } from "./session.ts";

export type { Count };

export interface TableRow {
  /** As `named_modules()` gives it, from the model's root; `""` the model itself. */
  readonly path: string;
  /** What it is called within its parent. */
  readonly name: string;
  readonly type: string;
  readonly depth: number;
  readonly hasChildren: boolean;
  readonly input: string;
  readonly output: string;
  readonly parameters: Count;
  /** Of the row with its descendants; null: not counted. */
  readonly multiplyAdds: Count | null;
  /** Bytes of the output. */
  readonly memory: Count | null;
  /** "repaired": what follows takes it as it would be once mended. */
  readonly status: "ok" | "failed" | "repaired";
  /** The problem, in a sentence. */
  readonly problem: string | null;
  readonly call: Place | null;
  readonly definition: Place | null;
}

export interface Table {
  readonly model: string;
  readonly input: string;
  readonly output: string;
  readonly rows: readonly TableRow[];
  readonly parameters: Count;
  readonly multiplyAdds: Count;
  /** Bytes of what the layers without children give. */
  readonly memory: Count;
  /** What the input must be, where it is symbols. */
  readonly requirements: readonly string[];
  readonly unknowns: readonly string[];
}

/** The table of the class at a position, else of the file's last model. */
export function tableAt(analysis: Analysis, position: Position): Table | null {
  const runs = runsOf(analysis);
  const { places, path } = analysis;
  const holding = [...runs.keys()].filter((node) => {
    const { start, end } = places.range(path, node.unit.base + node.start, node.unit.base + node.end);
    return start.line <= position.line && position.line <= end.line;
  });
  const chosen = holding.at(-1) ?? [...runs.keys()].at(-1);
  const run = chosen && runs.get(chosen);
  return run ? tableOf(analysis, run) : null;
}

interface Run {
  readonly entry: Entry;
  /** Null: no call of a model is asked for. */
  readonly root: ModuleCall | null;
  /** Calls made within it, in order of completion, itself last. */
  readonly calls: readonly ModuleCall[];
}

/** A run of each of the file's model classes: of its own entry if it has one, else the first in another. */
function runsOf(analysis: Analysis): ReadonlyMap<ClassDef, Run> {
  const runs = new Map<ClassDef, Run>();
  const add = (entry: Entry, end: number): void => {
    const root = entry.trace.calls[end];
    const node = root?.module.cls.node;
    if (root && node && node.unit.path === analysis.path && !runs.has(node)) runs.set(node, { entry, root, calls: callsWithin(entry.trace.calls, end) });
  };
  for (const entry of analysis.entries) if (entry.model) add(entry, entry.trace.calls.findLastIndex((call) => call.module === entry.model));
  for (const entry of analysis.entries) entry.trace.calls.forEach((_, i) => add(entry, i));
  return new Map([...runs].sort(([a], [b]) => a.unit.base + a.start - (b.unit.base + b.start)));
}

/** The calls of a module's descendants that completed just before its own. */
function callsWithin(calls: readonly ModuleCall[], end: number): readonly ModuleCall[] {
  const root = calls[end] as ModuleCall;
  const within = new Set(namedModules(root.module).map(([, module]) => module));
  let start = end;
  while (start > 0) {
    const before = (calls[start - 1] as ModuleCall).module;
    if (before === root.module || !(within.has(before) || isInside(calls[start - 1] as ModuleCall, root))) break;
    start -= 1;
  }
  return calls.slice(start, end + 1);
}

/** Whether a module that is registered nowhere was called by the root's forward. */
function isInside(call: ModuleCall, root: ModuleCall): boolean {
  for (let site = call.site; site; site = site.parent) if (site.node !== null && site.node === root.node) return true;
  return false;
}

/** Where a table's values are from. */
interface Source {
  readonly interp: Interp;
  readonly places: Places;
  readonly diagnostics: readonly Diagnostic[];
  readonly path: string;
}

/** The table of an entry that was asked for: of the model that its expression builds, else of all module calls that it makes. */
export function tableOfEntry(source: Source, entry: Entry): Table {
  const own = entry.trace.calls.slice(entry.callsBefore);
  const end = own.findLastIndex(({ module }) => module === entry.model);
  return tableOf(source, { entry, root: own[end] ?? null, calls: end < 0 ? own : callsWithin(own, end) });
}

function tableOf({ interp, places, diagnostics, path }: Source, { entry, root, calls }: Run): Table {
  const layers = new Layers(interp, entry, places);
  const paths = new Map((root ? namedModules(root.module) : [...entry.modules]).map(([name, module]) => [module, name]));
  const tree = treeOf(calls, (call) => paths.get(call.module) ?? call.type, root !== null);
  const rows: TableRow[] = [];
  const problemAt = (place: Place | null): string | null => {
    const found = place && place.path === path ? diagnostics.find(({ range, related, severity }) => severity === "error" && [range, ...related.map((r) => r.range)].some((r) => r.start.line === place.range.start.line)) : undefined;
    return found ? (found.message.split("\n")[0] ?? null) : null;
  };
  const visit = ({ call, path: name, children }: Branch, depth: number, parent: string): void => {
    const place = layers.callOf(call);
    const definition = layers.definitionOf(call);
    rows.push({
      path: name,
      name: name === "" ? call.type : parent !== "" && name.startsWith(`${parent}.`) ? name.slice(parent.length + 1) : name,
      type: call.type,
      depth,
      hasChildren: children.length > 0,
      input: inputText(interp, call),
      output: valueText(interp, call.output),
      parameters: layers.parameters(call.module),
      multiplyAdds: layers.countOf(multiplyAdds({ call, path: name, children })),
      memory: layers.countOf(bytesOf(call.output)),
      status: call.status,
      problem: call.status === "ok" ? null : (problemAt(definition) ?? problemAt(place)),
      call: place,
      definition,
    });
    for (const child of children) visit(child, depth + 1, name);
  };
  for (const branch of tree) visit(branch, 0, "");
  return {
    model: root && (entry.expr === "" || entry.origin === "script") ? root.type : entry.expr,
    input: root ? inputText(interp, root) : entry.inputs.map(({ value }) => valueText(interp, value)).join(", "),
    output: valueText(interp, root ? root.output : entry.output),
    rows,
    parameters: root ? layers.parameters(root.module) : 0,
    multiplyAdds: layers.count(sum(calls.map((call) => call.macs ?? 0))),
    memory: layers.count(sum(leavesOf(tree).map((call) => bytesOf(call.output) ?? 0))),
    requirements: entry.requirements.map(({ text }) => text),
    unknowns: [...new Set(entry.trace.unknowns.map(({ value }) => value.reason))].slice(0, 5),
  };
}

interface Branch {
  readonly call: ModuleCall;
  readonly path: string;
  readonly children: readonly Branch[];
}

/** A call's children completed before it, and their paths go on from its. */
function treeOf(calls: readonly ModuleCall[], pathOf: (call: ModuleCall) => string, hasRoot: boolean): readonly Branch[] {
  const open: Branch[] = [];
  for (const [i, call] of calls.entries()) {
    const path = pathOf(call);
    const isRoot = hasRoot && i === calls.length - 1;
    let first = open.length;
    while (first > 0 && (isRoot || open[first - 1]?.path.startsWith(`${path}.`))) first -= 1;
    open.push({ call, path, children: open.splice(first) });
  }
  return open;
}

function leavesOf(tree: readonly Branch[]): readonly ModuleCall[] {
  return tree.flatMap(({ call, children }) => (children.length > 0 ? leavesOf(children) : [call]));
}

/** Those of a container are its layers'. */
function multiplyAdds({ call, children }: Branch): Dim | null {
  const own = call.macs === null ? [] : [call.macs];
  const all = [...own, ...children.map(multiplyAdds).filter((n) => n !== null)];
  return all.length > 0 ? sum(all) : null;
}

function inputText(interp: Interp, { inputs, kwargs }: ModuleCall): string {
  return [...inputs.map((v) => valueText(interp, v)), ...[...kwargs].map(([name, v]) => `${name}=${valueText(interp, v)}`)].join(", ");
}
