/**
 * A module of WebAssembly from expressions written in TypeScript: as much of the binary format as the kernels use.
 * https://webassembly.github.io/spec/core/binary/index.html
 */
export type Code = readonly number[];

export type ValueType = keyof typeof types;

const types = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

/** A parameter or a variable of a function. */
export interface Local {
  readonly type: ValueType;
  readonly index: number;
}

export class Func {
  readonly parameters: readonly Local[];
  private readonly locals: Local[];
  body: Code = [];

  /** All parameters are `i32`; nothing is returned. */
  constructor(parameters: number) {
    this.locals = Array.from({ length: parameters }, (_, index): Local => ({ type: "i32", index }));
    this.parameters = [...this.locals];
  }

  local(type: ValueType): Local {
    const local = { type, index: this.locals.length };
    this.locals.push(local);
    return local;
  }

  get variables(): readonly ValueType[] {
    return this.locals.slice(this.parameters.length).map(({ type }) => type);
  }
}

/** Its memory is imported as `host.memory`; the last function is exported as `run`. */
export function assemble(funcs: readonly Func[]): Uint8Array<ArrayBuffer> {
  const signatures = funcs.map(({ parameters }) => [0x60, ...vector(parameters.map(() => [types.i32])), 0x00]);
  const memory = [...name("host"), ...name("memory"), 0x02, 0x00, 0x01];
  const bodies = funcs.map(({ variables, body }) => {
    const code = [...vector(variables.map((type) => [0x01, types[type]])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(signatures)),
    ...section(2, vector([memory])),
    ...section(3, vector(funcs.map((_, i) => unsigned(i)))),
    ...section(7, vector([[...name("run"), 0x00, ...unsigned(funcs.length - 1)]])),
    ...section(10, vector(bodies)),
  ]);
}

export const get = ({ index }: Local): Code => [0x20, ...unsigned(index)];
export const set = ({ index }: Local, value: Code): Code => [...value, 0x21, ...unsigned(index)];
export const call = (func: number, ...given: readonly Code[]): Code => [...given.flat(), 0x10, ...unsigned(func)];

export const up = (local: Local, by: number): Code => set(local, i32.add(get(local), i32.const(by)));

/** Runs as long as the condition holds, which is asked first. */
export function during(condition: Code, ...body: readonly Code[]): Code {
  const leave = [...condition, 0x45, 0x0d, 0x01];
  return [0x02, none, 0x03, none, ...leave, ...body.flat(), 0x0c, 0x00, 0x0b, 0x0b];
}

export function when(condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code {
  const other = otherwise.length > 0 ? [0x05, ...otherwise.flat()] : [];
  return [...condition, 0x04, none, ...then.flat(), ...other, 0x0b];
}

const none = 0x40;

const two =
  (...opcode: Code) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode];

/** An instruction that reads memory at an address and a fixed offset from it. */
const read =
  (...opcode: Code) =>
  (address: Code, offset = 0): Code => [...address, ...opcode, 0x00, ...unsigned(offset)];

const write =
  (...opcode: Code) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...opcode, 0x00, ...unsigned(offset)];

const vectors =
  (...opcode: Code) =>
  (a: Code, b: Code): Code => [...a, ...b, 0xfd, ...opcode];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  load: read(0x28),
  store: write(0x36),
  add: two(0x6a),
  sub: two(0x6b),
  mul: two(0x6c),
  and: two(0x71),
  or: two(0x72),
  eq: two(0x46),
  lt: two(0x48),
};

export const f32 = {
  const: (value: number): Code => [0x43, ...new Uint8Array(new Float32Array([value]).buffer)],
  load: read(0x2a),
  store: write(0x38),
  ne: two(0x5c),
  gt: two(0x5e),
};

export const v128 = {
  load: read(0xfd, 0x00),
  store: write(0xfd, 0x0b),
  load32zero: read(0xfd, 0x5c),
  load32lane: (address: Code, vector: Code, lane: number, offset = 0): Code => [
    ...address,
    ...vector,
    ...[0xfd, 0x56, 0x00],
    ...unsigned(offset),
    lane,
  ],
  and: vectors(0x4e),
  or: vectors(0x50),
  /** Bits of `a` where the mask has ones, else of `b`. */
  select: (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, 0xfd, 0x52],
  any: (a: Code): Code => [...a, 0xfd, 0x53],
};

export const i32x4 = {
  const: (lanes: readonly number[]): Code => [0xfd, 0x0c, ...new Uint8Array(Int32Array.from(lanes).buffer)],
  splat: (a: Code): Code => [...a, 0xfd, 0x11],
  add: vectors(0xae, 0x01),
  sub: vectors(0xb1, 0x01),
  min: vectors(0xb6, 0x01),
  max: vectors(0xb8, 0x01),
  /** Lanes 0 to 3 are of `a`, 4 to 7 of `b`. */
  shuffle: (a: Code, b: Code, lanes: readonly number[]): Code => [
    ...a,
    ...b,
    ...[0xfd, 0x0d],
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  ],
};

export const f32x4 = {
  ne: vectors(0x42),
  lt: vectors(0x43),
  add: vectors(0xe4, 0x01),
  /** `a < b ? b : a` */
  pmax: vectors(0xeb, 0x01),
};

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): Code {
  return vector([...text].map((character) => [character.charCodeAt(0)]));
}

/** LEB128 */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const [low, rest] = [value & 0x7f, value >> 7];
  const ends = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return ends ? [low] : [low | 0x80, ...signed(rest)];
}
