/** `torch.sym_int` and its like: Python's own operations where no size is symbolic. */
import { defineOp } from "../define.ts";

for (const name of ["int", "float"]) {
  defineOp({ name: `sym_${name}`, forms: [{ names: [`torch.sym_${name}`], python: true }], signature: "a", rule: (c, a) => c.interp.call(c.interp.builtins.get(name) ?? null, [a.value("a")], new Map(), c.node) });
}
for (const name of ["max", "min"]) {
  defineOp({ name: `sym_${name}`, forms: [{ names: [`torch.sym_${name}`], python: true }], signature: "a, b", rule: (c, a) => c.interp.call(c.interp.builtins.get(name) ?? null, [a.value("a"), a.value("b")], new Map(), c.node) });
}
defineOp({ name: "sym_sum", forms: [{ names: ["torch.sym_sum"], python: true }], signature: "args", rule: (c, a) => c.interp.call(c.interp.builtins.get("sum") ?? null, [a.value("args")], new Map(), c.node) });
