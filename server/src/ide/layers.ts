/** What the layer table and the summary tell of a module call: where it stands, and what it costs. */
import { add, type Dim, isConst, mul, print, product, sum } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import type { ModuleCall } from "../python/trace.ts";
import { type Instance, PyTuple, type Value } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import { countParameters } from "../torch/module.ts";
import { Tensor } from "../torch/tensor.ts";
import { ownPlace } from "./diagnostics.ts";
import type { Entry } from "./entries.ts";
import type { Place, Places } from "./position.ts";

/** A count, or an expression in the input's symbols. */
export type Count = number | string;

/** The layers of one entry. */
export class Layers {
  private readonly interp: Interp;
  private readonly entry: Entry;
  private readonly places: Places;
  private readonly counted = new Map<Instance, Count>();

  constructor(interp: Interp, entry: Entry, places: Places) {
    this.interp = interp;
    this.entry = entry;
    this.places = places;
    interp.scope = entry.scope;
  }

  /** A shared parameter is counted once. */
  parameters(module: Instance): Count {
    let n = this.counted.get(module);
    if (n === undefined) {
      n = this.count(sum(this.entry.parameters.get(module) ?? countParameters(module)));
      this.counted.set(module, n);
    }
    return n;
  }

  count(dim: Dim): Count {
    const simple = this.interp.scope.simplify(dim);
    return isConst(simple) ? simple : print(simple);
  }

  countOf(dim: Dim | null): Count | null {
    return dim === null ? null : this.count(dim);
  }

  /** Where the user's code calls it. */
  callOf({ node, site }: ModuleCall): Place | null {
    const own = ownPlace({ node, site, recorded: node !== null && !isBundled(node) });
    return own ? this.places.of(own) : null;
  }

  /** Where it is built, else its class. */
  definitionOf({ module }: ModuleCall): Place | null {
    const built = module.site?.node ?? module.cls.node;
    return built && !isBundled(built) ? this.places.of(built) : null;
  }
}

function isBundled({ unit }: Node): boolean {
  return unit.path.startsWith("<");
}

/** Memory of a value's tensors; null: not known. */
export function bytesOf(value: Value): Dim | null {
  if (value instanceof Tensor) return value.shape ? mul(product(value.shape), value.dtype.bits / 8) : null;
  if (!(value instanceof PyTuple)) return null;
  return value.items.map(bytesOf).reduce((total: Dim | null, n) => (n === null ? total : add(total ?? 0, n)), null);
}
