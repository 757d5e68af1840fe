/** The data of the recorded cases, made from a kind and a seed; scripts/oracle/pooling.py spells out the same. */

export type DataKind =
  | "uniform"
  | "ties"
  | "nan"
  | "infinite"
  | "zeros"
  | "denormal"
  | "huge"
  | "special"
  | "any";

const NAN = 0x7fc00000;
const INF = 0x7f800000;

export function numbers(kind: DataKind, seed: number, count: number): Float32Array {
  const next = xorshift(seed);
  const bits = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const u = next();
    bits[i] = number(kind, u, next());
  }
  return new Float32Array(bits.buffer);
}

function xorshift(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

function number(kind: DataKind, u: number, more: number): number {
  const sign = u & 1 ? 0x80000000 : 0;
  const pick = (u >>> 4) % 8;
  switch (kind) {
    case "uniform":
      return uniform(u);
    case "ties":
      return tied(u);
    case "nan":
      return pick < 2 ? NAN : tied(u);
    case "infinite":
      return pick < 5 ? 0xff800000 : pick < 6 ? INF : tied(u);
    case "zeros":
      return pick < 7 ? sign : sign | 1;
    case "denormal":
      return sign | (u >>> 9);
    case "huge":
      return sign | 0x7f000000 | (u >>> 9);
    case "special":
      return [NAN, INF, 0xff800000, 0x80000000, 0, sign | (more >>> 9), uniform(more), uniform(more)][pick] ?? 0;
    case "any":
      return (u & INF) === INF ? NAN : u;
  }
}

function uniform(u: number): number {
  return bitsOf(((u >>> 8) - 2 ** 23) / 2 ** 22);
}

function tied(u: number): number {
  return bitsOf(((u >>> 8) % 5) - 2);
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

function bitsOf(value: number): number {
  float[0] = value;
  return word[0] ?? 0;
}
