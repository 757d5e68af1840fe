/**
 * How many recorded facts each operator and layer has, and how many of them are rejections: what the goldens lack.
 *   npx tsx scripts/factCounts.ts [--below N] [--all]
 * An operator is what has one name in our definitions, whichever way it is called. A fact is about its outermost call.
 * `WITHOUT` lists those of which a hundred calls that differ make no sense, by the reason.
 */
import { readFileSync } from "node:fs";
import { modules, ops } from "../server/src/torch/define.ts";
import "../server/src/torch/library.ts";
import { locateWasm } from "../server/src/syntax/node-wasm.ts";
import { initParser, parse } from "../server/src/syntax/parser.ts";
import type { Expr } from "../server/src/syntax/ast.ts";
import { goldenFamilies, loadGoldens } from "../test/goldens/load.ts";

const argv = process.argv.slice(2);
const below = Number(argv[argv.indexOf("--below") + 1] || 100);

/** Operators that are not counted, and why. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  "takes and gives no tensor": ["get_default_dtype", "set_default_dtype", "is_grad_enabled"],
  "gives a class whatever the tensor": ["storage_type"],
  "needs a device that the recording machine lacks": ["cuda", "xpu", "pin_memory", "record_stream"],
  "gives an address in memory": ["data_ptr", "const_data_ptr"],
  "reads a file": ["from_file"],
  "is called by a bundled function alone, and checked by the facts of that": [
    "_canonical_mask", "_none_or_dtype", "_reaching", "Transformer", "TransformerEncoderLayer", "TransformerEncoder", "_get_seq_len", "_detect_is_causal_mask", "parametrization", "reparametrized", "_add_batch_dim", "_maybe_remove_batch_dim",
  ],
  "is a base class without a forward of its own": [
    "nn._ConvNd", "nn._ConvTransposeNd", "nn._MaxPoolNd", "nn._MaxUnpoolNd", "nn._AvgPoolNd", "nn._LPPoolNd", "nn._AdaptiveMaxPoolNd", "nn._AdaptiveAvgPoolNd", "nn._DropoutNd", "nn._NormBase", "nn._BatchNorm", "nn._InstanceNorm",
    "nn._ReflectionPadNd", "nn._ReplicationPadNd", "nn._ConstantPadNd", "nn._CircularPadNd", "nn.RNNBase", "nn.RNNCellBase", "nn._Loss", "nn._WeightedLoss",
  ],
};
const without = new Set(Object.values(WITHOUT).flat());

interface Count {
  facts: number;
  rejected: number;
}

await initParser(locateWasm());

/** Dotted path → the operator that stands there. */
const operators = new Map<string, string>();
for (const def of ops) for (const form of def.forms) for (const path of typeof form === "string" ? [form] : form.names) operators.set(path.replace(/\.__new__$/, ""), def.name);
for (const name of modules.keys()) operators.set(`torch.nn.${name}`, `nn.${name}`);

/** Operator → the calls of it that the sources of torchvision, timm and transformers make. */
const usage = new Map<string, number>();
const counted: Readonly<Record<string, Readonly<Record<string, number>>>> = JSON.parse(readFileSync(new URL("../test/goldens/usage.json", import.meta.url), "utf8"));
for (const names of Object.values(counted)) {
  for (const [path, calls] of Object.entries(names)) {
    const operator = operators.get(path);
    if (operator !== undefined) usage.set(operator, (usage.get(operator) ?? 0) + calls);
  }
}

const counts = new Map<string, Count>();
for (const operator of operators.values()) if (!without.has(operator)) counts.set(operator, { facts: 0, rejected: 0 });
for (const family of goldenFamilies()) {
  for (const fact of loadGoldens(family)) {
    for (const operator of new Set(pathsOf(fact.e).map((path) => operators.get(path)))) {
      const count = operator === undefined ? undefined : counts.get(operator);
      if (!count) continue;
      count.facts += 1;
      if (fact.x) count.rejected += 1;
    }
  }
}

const few = [...counts].filter(([, c]) => argv.includes("--all") || c.facts < below || c.rejected * 3 < c.facts).sort(([a], [b]) => (usage.get(b) ?? 0) - (usage.get(a) ?? 0));
for (const [operator, c] of few) console.log(`${operator}: ${c.facts} facts, ${c.rejected} rejected, ${usage.get(operator) ?? 0} calls in use`);
const enough = [...counts.values()].filter((c) => c.facts >= below).length;
for (const [reason, names] of Object.entries(WITHOUT)) console.log(`not counted, as it ${reason}: ${names.join(", ")}`);
const third = [...counts.values()].filter((c) => c.facts > 0 && c.rejected * 3 >= c.facts).length;
const none = [...counts.values()].filter((c) => c.facts === 0).length;
console.log(`${counts.size} operators: ${enough} have ${below} facts or more, ${third} a third of them rejected, ${none} none`);

/** What the expression calls last, and the layer if that is a layer's call; nothing for what is no call. */
function pathsOf(text: string): readonly string[] {
  const [unit] = parse("/fact.py", text).units;
  const [statement] = unit?.body ?? [];
  if (statement?.kind !== "Expr") return [];
  return outermost(statement.value);
}

function outermost(e: Expr): readonly string[] {
  switch (e.kind) {
    case "Call": {
      const path = dotted(e.func);
      if (path !== null) return [path];
      if (e.func.kind === "Attribute") return [`Tensor.${e.func.attr}`, ...(e.func.value.kind === "Call" && isLayer(e.func.value) ? outermost(e.func.value) : [])];
      return outermost(e.func);
    }
    case "Attribute": {
      const inner = outermost(e.value);
      return operators.has(`Tensor.${e.attr}`) ? [`Tensor.${e.attr}`, ...inner] : inner;
    }
    case "Subscript":
      return outermost(e.value);
    case "Tuple":
    case "List":
      return e.elts.flatMap(outermost);
    case "Starred":
      return outermost(e.value);
    default:
      return [];
  }
}

function isLayer(e: Expr): boolean {
  const path = e.kind === "Call" ? dotted(e.func) : null;
  return path?.startsWith("torch.nn.") === true;
}

/** The full path of a name that a fact may use; null for anything else. */
function dotted(e: Expr): string | null {
  const parts: string[] = [];
  let at = e;
  while (at.kind === "Attribute") {
    parts.unshift(at.attr);
    at = at.value;
  }
  if (at.kind !== "Name") return null;
  const tops: Readonly<Record<string, string>> = { torch: "torch", nn: "torch.nn", F: "torch.nn.functional", einops: "einops", rearrange: "einops.rearrange", reduce: "einops.reduce", repeat: "einops.repeat" };
  const top = tops[at.id];
  if (top === undefined) return parts.length > 0 ? `Tensor.${parts.at(-1)}` : null;
  const path = [top, ...parts].join(".").replace(/^torch\.nn\.modules\.\w+\./, "torch.nn.");
  return operators.has(path) || !path.startsWith("torch.Tensor.") ? path : path.slice(6);
}
