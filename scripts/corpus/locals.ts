/** Holds `shapes` against the shapes that assigned variables took when PyTorch ran the model (recorded by locals.py). */
import path from "node:path";
import { localsOf } from "../../server/src/ide/locals.ts";
import type { ValueJson } from "../../server/src/ide/values-json.ts";
import { type Case, runCase } from "./compare.ts";

type Row = readonly [line: number, name: string, shapes: readonly ValueJson[]];

export interface Locals {
  readonly case: Case;
  readonly file: string;
  readonly locals: readonly Row[];
}

/** How many variables took the shapes they are said to take, of those that either holds for tensors; and what differs. */
export function compareLocals(record: Locals, packages: string, env: string): { agree: number; all: number; differ: readonly string[] } {
  const file = path.join(packages, record.file);
  const { interp, entry, places } = runCase(record.case, file, env);
  const own = new Map<string, ValueJson[]>();
  for (const { range, name, shapes } of localsOf(interp, [entry], file, places)) {
    const key = `${range.start.line + 1} ${name}`;
    own.set(key, [...(own.get(key) ?? []), ...shapes]);
  }
  let agree = 0;
  const differ: string[] = [];
  const wanted = new Map(record.locals.map(([line, name, shapes]) => [`${line} ${name}`, shapes]));
  const held = [...own].filter(([, shapes]) => shapes.some(holdsTensor)).map(([key]) => key);
  const keys = new Set([...[...wanted].filter(([, shapes]) => shapes.length > 0).map(([key]) => key), ...held]);
  for (const key of keys) {
    const want = texts(wanted.get(key) ?? []);
    const got = texts((own.get(key) ?? []).filter((shape) => holdsTensor(shape) || isUnknown(shape)));
    if (want.join() === got.join()) agree += 1;
    else differ.push(`line ${key}: PyTorch ${want.join(" ") || "nothing"}, we ${got.join(" ") || "nothing"}`);
  }
  return { agree, all: keys.size, differ };
}

function texts(shapes: readonly ValueJson[]): readonly string[] {
  return [...new Set(shapes.map((shape) => JSON.stringify(shape)))].sort();
}

function isUnknown(v: ValueJson): boolean {
  return v !== null && typeof v === "object" && "unknown" in v;
}

function holdsTensor(v: ValueJson): boolean {
  if (v === "..." || Array.isArray(v)) return true;
  if (v === null || typeof v !== "object") return false;
  if ("seq" in v) return v.seq.some(holdsTensor);
  if ("map" in v) return Object.values(v.map).some(holdsTensor);
  return "any" in v && v.any.some(holdsTensor);
}
