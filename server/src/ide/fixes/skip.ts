/** A skip connection of another size: the upsampled way brought to the skip's size. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";

export function* skip(f: Fault): Generator<Candidate> {
  if (f.rule === "cat-sizes") yield* sized(f);
}

/** Ways that are added differ more often for want of padding. */
export function* addedSkip(f: Fault): Generator<Candidate> {
  if (f.rule !== "broadcast" || f.node?.kind === "Call") return;
  const [a, b] = f.operands().map((e) => shapeOf(f.tensor(e)));
  // Of one number of channels: else it is no picture of the same at another size.
  if (a && b && a[0] === b[0] && a[1] === b[1]) yield* sized(f);
}

function* sized(f: Fault): Generator<Candidate> {
  const images = f.operands().filter((e) => (shapeOf(f.tensor(e))?.length ?? 0) >= 3);
  const [a, b] = images;
  if (!a || !b || images.length > 3) return;
  const [x, y] = [sizeOf(f, a), sizeOf(f, b)];
  if (!x || !y || x.every((d, i) => d === y[i])) return;
  const [up, down] = larger(x, y) ? [b, a] : [a, b];
  const name = functionalName(f);
  const target = simple(f, down);
  if (name && target) yield { title: `Interpolate ${shown(f, up)} to the size of ${shown(f, down)}`, edits: [f.replace(up, `${name}.interpolate(${f.text(up)}, size=${target}.shape[2:])`)] };
  const smaller = simple(f, up);
  if (smaller) yield { title: `Crop ${shown(f, down)} to the size of ${shown(f, up)}`, edits: [f.after(down, `[:, :${x.map((_, i) => `, :${smaller}.size(${i + 2})`).join("")}]`)] };
}

function sizeOf(f: Fault, e: Expr): readonly Dim[] | null {
  return shapeOf(f.tensor(e))?.slice(2) ?? null;
}

function larger(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.some((d, i) => isConst(d) && isConst(b[i] as Dim) && d > (b[i] as number));
}

function simple(f: Fault, e: Expr): string | null {
  return e.kind === "Name" || e.kind === "Attribute" || e.kind === "Subscript" ? f.text(e) : null;
}

function shown(f: Fault, e: Expr): string {
  return simple(f, e) ?? "the other";
}

/** How the file writes `torch.nn.functional`. */
function functionalName(f: Fault): string | null {
  for (const unit of f.session.parsed(f.diagnostic.path)?.units ?? []) {
    for (const stmt of unit.body) {
      if (stmt.kind === "Import") for (const n of stmt.names) if (n.name === "torch.nn.functional" && n.asname) return n.asname;
      if (stmt.kind === "ImportFrom" && stmt.module === "torch.nn") for (const n of stmt.names) if (n.name === "functional") return n.asname ?? "functional";
    }
  }
  for (const unit of f.session.parsed(f.diagnostic.path)?.units ?? []) {
    for (const stmt of unit.body) {
      if (stmt.kind === "Import") for (const n of stmt.names) if (n.name === "torch.nn") return `${n.asname ?? "torch.nn"}.functional`;
      if (stmt.kind === "ImportFrom" && stmt.module === "torch") for (const n of stmt.names) if (n.name === "nn") return `${n.asname ?? "nn"}.functional`;
    }
  }
  return null;
}
