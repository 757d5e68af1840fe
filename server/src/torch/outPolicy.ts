/** What PyTorch asks of the tensors that a native function is to write to, `out=`; recorded from PyTorch itself (`outArguments.ts`). */
import { OUT_GRADIENTS, OUT_POLICIES, OUT_TYPES } from "./outArguments.ts";

/** What becomes of an `out` that does not suit. */
export interface OutPolicy {
  /** When one of another type is refused, and in which words, with holes; null: it is taken, or the operator's rule knows. */
  readonly type: { readonly unless: "cast" | "same" | "kind"; readonly words: string } | null;
  readonly device: "copied" | "expected" | "any" | "other";
  /** Whether one that is expanded is refused: even where it is to be resized, where it is not, or never. */
  readonly expanded: "refused" | "resized" | "taken";
  /** Whether one that is resized becomes dense, whatever the strides without it. */
  readonly dense: boolean;
}

const UNLESS: Readonly<Record<string, "cast" | "same" | "kind">> = { c: "cast", s: "same", k: "kind" };
const DEVICES: Readonly<Record<string, OutPolicy["device"]>> = { c: "copied", e: "expected", a: "any" };
const EXPANDED: Readonly<Record<string, OutPolicy["expanded"]>> = { r: "refused", s: "resized", n: "taken" };

export const UNKNOWN_POLICY: OutPolicy = { type: null, device: "other", expanded: "resized", dense: false };

/** A table turned round: function → its entry. */
function byPath(table: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(table).flatMap(([entry, paths]) => paths.split(" ").map((path): [string, string] => [path, entry])));
}

interface Tables {
  readonly types: ReadonlyMap<string, string>;
  readonly policies: ReadonlyMap<string, string>;
  readonly gradients: ReadonlyMap<string, string>;
}

/** Made by the first call that writes to something. */
let tables: Tables | null = null;

function read(): Tables {
  tables ??= { types: byPath(OUT_TYPES), policies: byPath(OUT_POLICIES), gradients: byPath(OUT_GRADIENTS) };
  return tables;
}

/** Of the function's result at that place. */
export function outPolicy(path: string, at: number): OutPolicy {
  const { types, policies } = read();
  const [device = "?", expanded = "?", strides = "?"] = policies.get(path) ?? "";
  const words = types.get(at === 0 ? path : `${path}#${at}`);
  return {
    type: words === undefined ? null : { unless: UNLESS[words[0] ?? ""] ?? "same", words: words.slice(1) },
    device: DEVICES[device] ?? "other",
    expanded: EXPANDED[expanded] ?? "resized",
    dense: strides === "d",
  };
}

/** The name under which PyTorch refuses that something it is given with `out` requires gradients; empty: it does not. */
export function gradientsRefusedAs(path: string): string | undefined {
  return read().gradients.get(path);
}
