import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** One Python expression and what PyTorch did with it (docs/goldens.md describes every field). */
export interface Fact {
  /** The operator the expression is about, e.g. `nn.Conv2d`, `F.pad` or `Tensor.view`. */
  readonly op: string;
  /** Statements that run before the expression. */
  readonly pre?: string;
  /** The expression. */
  readonly e: string;
  /** Its value, if it ran. */
  readonly r?: GoldenValue;
  /** The number of parameters of the module, where the expression calls one that it builds. */
  readonly p?: number;
  /** The exception's class and message (its first 600 characters), if it raised. */
  readonly x?: readonly [kind: string, message: string];
  /** What else the call gave, or raised, in other draws of random numbers; absent where it always did the same. */
  readonly also?: readonly Pick<Fact, "r" | "x">[];
  /** `"init"` where building the module raised, so that the call was not reached. */
  readonly at?: "init";
  /** The first UserWarning. */
  readonly w?: string;
}

export type GoldenValue =
  | GoldenTensor
  | { readonly seq: readonly GoldenValue[] }
  | { readonly map: Readonly<Record<string, GoldenValue>> }
  | { readonly size: readonly number[] }
  | { readonly dtype: string }
  | { readonly v: number | boolean | string | null }
  | { readonly o: string; readonly p?: number };

export interface GoldenTensor {
  readonly t: readonly number[];
  readonly d: string;
  /** Strides, where the tensor is not contiguous. */
  readonly s?: readonly number[];
  /** The layout, where it is not strided. */
  readonly layout?: string;
}

const folder = fileURLToPath(new URL(".", import.meta.url));
const suffix = ".jsonl.gz";

/** The families recorded in a folder (by default the committed goldens). */
export function goldenFamilies(from: string = folder): string[] {
  return readdirSync(from)
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .sort();
}

/** All facts of a family, in recorded order. */
export function loadGoldens(family: string, from: string = folder): Fact[] {
  const text = gunzipSync(readFileSync(`${from}/${family}${suffix}`)).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Fact => JSON.parse(line));
}
