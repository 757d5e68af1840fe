/** One MaxPool as an ONNX model, in the few fields of its protobuf that it needs (onnx/onnx.proto). */
export interface MaxPool {
  readonly input: readonly number[];
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** Gives `y`, and with `indices` also `i`. */
export function maxPoolModel({ input, kernel, stride, padding }: MaxPool, indices: boolean): Uint8Array {
  const ints = (name: string, values: readonly number[]): Bytes => message([1, name], ...values.map((v): Field => [8, v]), [20, 7]);
  const tensor = (name: string, type: number, shape: readonly number[]): Bytes => {
    const dims = message(...shape.map((size): Field => [1, message([1, size])]));
    return message([1, name], [2, message([1, message([1, type], [2, dims])])]);
  };
  const out = Math.floor(((input[2] ?? 0) + 2 * padding - kernel) / stride) + 1;
  const shape = [input[0] ?? 1, input[1] ?? 1, out, out];
  const node = message(
    [1, "x"],
    [2, "y"],
    ...(indices ? ([[2, "i"]] satisfies Field[]) : []),
    [4, "MaxPool"],
    [5, ints("kernel_shape", [kernel, kernel])],
    [5, ints("strides", [stride, stride])],
    [5, ints("pads", [padding, padding, padding, padding])],
  );
  const outputs: Field[] = [[12, tensor("y", float, shape)]];
  if (indices) outputs.push([12, tensor("i", int64, shape)]);
  const graph = message([1, node], [2, "pool"], [11, tensor("x", float, input)], ...outputs);
  return Uint8Array.from(message([1, 8], [7, graph], [8, message([2, 13])]));
}

const float = 1;
const int64 = 7;

type Bytes = readonly number[];
type Field = readonly [tag: number, value: number | string | Bytes];

function message(...fields: readonly Field[]): Bytes {
  return fields.flatMap(([tag, value]) => {
    if (typeof value === "number") return [...varint(tag << 3), ...varint(value)];
    const bytes = typeof value === "string" ? [...Buffer.from(value)] : value;
    return [...varint((tag << 3) | 2), ...varint(bytes.length), ...bytes];
  });
}

function varint(value: number): Bytes {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
