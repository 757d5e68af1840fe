/** The module calls of an entry as data, read from its trace. */
import { sum } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import { type Instance, Unknown } from "../python/values.ts";
import type { Entry } from "./entries.ts";
import { bytesOf, type Count, Layers } from "./layers.ts";
import type { Place, Places } from "./position.ts";
import { type ValueJson, valueJson } from "./values-json.ts";

export interface SummaryCall {
  readonly path: string | null;
  readonly type: string;
  readonly inputs: readonly ValueJson[];
  readonly kwargs: Readonly<Record<string, ValueJson>>;
  readonly output: ValueJson;
  readonly params: Count;
  readonly macs: Count | null;
  /** Bytes of the output. */
  readonly memory: Count | null;
  readonly status: "ok" | "failed" | "repaired";
  readonly call: Place | null;
  readonly definition: Place | null;
}

export interface Summary {
  readonly entry: string;
  readonly inputs: readonly ValueJson[];
  readonly output: ValueJson;
  readonly params: Count;
  readonly macs: Count;
  readonly calls: readonly SummaryCall[];
  readonly unknowns: readonly UnknownJson[];
}

export interface UnknownJson {
  readonly reason: string;
  readonly path: string | null;
  readonly range: Place["range"] | null;
}

export function summaryOf(interp: Interp, entry: Entry, places: Places): Summary {
  const layers = new Layers(interp, entry, places);
  const paths = new Map<Instance, string>();
  if (entry.model) for (const [path, m] of entry.modules) paths.set(m, path);
  const own = entry.trace.calls.slice(entry.callsBefore);
  return {
    entry: entry.expr,
    inputs: entry.inputs.map((i) => valueJson(interp, i.value)),
    output: valueJson(interp, entry.output),
    params: entry.model ? layers.parameters(entry.model) : 0,
    macs: layers.count(sum(own.flatMap((c) => (c.macs === null ? [] : [c.macs])))),
    calls: own.map((c) => ({
      path: paths.get(c.module) ?? null,
      type: c.type,
      inputs: c.inputs.map((v) => valueJson(interp, v)),
      kwargs: Object.fromEntries([...c.kwargs].map(([k, v]) => [k, valueJson(interp, v)])),
      output: valueJson(interp, c.output),
      params: layers.parameters(c.module),
      macs: layers.countOf(c.macs),
      memory: layers.countOf(bytesOf(c.output)),
      status: c.status,
      call: layers.callOf(c),
      definition: layers.definitionOf(c),
    })),
    unknowns: unknownsOf(entry, places),
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
