/** Flatten and Unflatten. */
import { type Value, PyFloat } from "../../python/values.ts";
import { sequence } from "../args.ts";
import { defineModule } from "../define.ts";

const MODULE = "torch.nn.modules.flatten";

defineModule({
  name: "Flatten",
  module: MODULE,
  init: "start_dim=1, end_dim=-1",
  construct: (_c, self, a) => self.set({ start_dim: a.value("start_dim"), end_dim: a.value("end_dim") }),
  forward: (c, self, a) => c.interp.callMethod(a.value("input"), "flatten", [self.get("start_dim"), self.get("end_dim")], c.node),
  doc: "torch.nn.Flatten",
});

defineModule({
  name: "Unflatten",
  module: MODULE,
  init: "dim, unflattened_size",
  construct: (c, self, a) => {
    const size = a.value("unflattened_size");
    const items = sequence(size);
    const bad = items?.findIndex((v) => !mayBeInt(v)) ?? -1;
    if (items && bad >= 0) {
      c.fail("TypeError", `unflattened_size must be tuple of ints, but found element of type ${c.interp.typeName(items[bad] ?? null)} at pos ${bad}`, { rule: "argument-type" });
    }
    if (!items && !isUnknown(size)) c.fail("TypeError", `unflattened_size must be a tuple of ints, but found type ${c.interp.typeName(size)}`, { rule: "argument-type" });
    self.set({ dim: a.value("dim"), unflattened_size: size });
  },
  forward: (c, self, a) => c.interp.callMethod(a.value("input"), "unflatten", [self.get("dim"), self.get("unflattened_size")], c.node),
  doc: "torch.nn.Unflatten",
});

function isUnknown(v: Value): boolean {
  return typeof v === "object" && v !== null && (v.kind === "unknown" || v.kind === "alt" || v.kind === "list");
}

function mayBeInt(v: Value): boolean {
  return typeof v === "number" || typeof v === "boolean" || (typeof v === "object" && v !== null && !(v instanceof PyFloat) && (v.kind === "symint" || v.kind === "unknown" || v.kind === "alt" || v.kind === "instance"));
}
