/** The layer table: the module calls of an entry, read from its trace. */
import { type Dim, isConst, print, sum } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import type { ModuleCall } from "../python/trace.ts";
import { type Instance, Unknown } from "../python/values.ts";
import { countParameters } from "../torch/module.ts";
import type { Entry } from "./entries.ts";
import { ownPlace } from "./diagnostics.ts";
import type { Place, Places } from "./position.ts";
import { type DimJson, type ValueJson, valueJson } from "./values-json.ts";

export interface SummaryCall {
  readonly path: string | null;
  readonly type: string;
  readonly inputs: readonly ValueJson[];
  readonly kwargs: Readonly<Record<string, ValueJson>>;
  readonly output: ValueJson;
  readonly params: DimJson;
  readonly macs: DimJson | null;
  readonly status: "ok" | "failed" | "repaired";
  readonly call: Place | null;
  readonly definition: Place | null;
}

export interface Summary {
  readonly entry: string;
  readonly inputs: readonly ValueJson[];
  readonly output: ValueJson;
  readonly params: DimJson;
  readonly macs: DimJson;
  readonly calls: readonly SummaryCall[];
  readonly unknowns: readonly UnknownJson[];
}

export interface UnknownJson {
  readonly reason: string;
  readonly path: string | null;
  readonly range: Place["range"] | null;
}

function dimJson(d: Dim): DimJson {
  return isConst(d) ? d : print(d);
}

export function summaryOf(interp: Interp, entry: Entry, places: Places): Summary {
  interp.scope = entry.scope;
  const paths = new Map<Instance, string>();
  if (entry.model) for (const [path, m] of entry.modules) paths.set(m, path);
  const own = entry.trace.calls.slice(entry.callsBefore);
  const params = new Map<Instance, DimJson>();
  const count = (m: Instance): DimJson => {
    let n = params.get(m);
    if (n === undefined) {
      n = dimJson(sum(entry.parameters.get(m) ?? countParameters(m)));
      params.set(m, n);
    }
    return n;
  };
  return {
    entry: entry.expr,
    inputs: entry.inputs.map((i) => valueJson(interp, i.value)),
    output: valueJson(interp, entry.output),
    params: entry.model ? count(entry.model) : 0,
    macs: dimJson(sum(own.flatMap((c) => (c.macs === null ? [] : [c.macs])))),
    calls: own.map((c) => callJson(interp, c, paths.get(c.module) ?? null, count(c.module), places)),
    unknowns: unknownsOf(entry, places),
  };
}

function callJson(interp: Interp, c: ModuleCall, path: string | null, params: DimJson, places: Places): SummaryCall {
  const node = ownPlace({ node: c.node, site: c.site, recorded: c.node !== null && !c.node.unit.path.startsWith("<") });
  const built = c.module.site?.node ?? null;
  return {
    path,
    type: c.type,
    inputs: c.inputs.map((v) => valueJson(interp, v)),
    kwargs: Object.fromEntries([...c.kwargs].map(([k, v]) => [k, valueJson(interp, v)])),
    output: valueJson(interp, c.output),
    params,
    macs: c.macs === null ? null : dimJson(c.macs),
    status: c.status,
    call: node ? places.of(node) : null,
    definition: built && !built.unit.path.startsWith("<") ? places.of(built) : null,
  };
}

export function unknownsOf(entry: Entry, places: Places): UnknownJson[] {
  const out = new Map<string, UnknownJson>();
  for (const u of entry.trace.unknowns) {
    const node = u.value.where ?? u.node;
    const place = node && !node.unit.path.startsWith("<") ? places.of(node) : null;
    const row = { reason: u.value.reason, path: place?.path ?? null, range: place?.range ?? null };
    out.set(JSON.stringify(row), row);
  }
  if (entry.output instanceof Unknown && out.size === 0) out.set("output", { reason: entry.output.reason, path: null, range: null });
  return [...out.values()];
}
