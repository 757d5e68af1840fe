/** The small objects beside tensors: devices, layouts, memory formats, random number generators. */
import type { Interp } from "../python/interp.ts";
import { type ClassValue, NativeFunction, PyObject, type Value } from "../python/values.ts";

/** `torch.device`; equal devices are one object. */
export class Device extends PyObject {
  readonly kind = "device";
  readonly type: string;
  readonly index: number | null;
  private static readonly known = new Map<string, Device>();

  private constructor(type: string, index: number | null) {
    super();
    this.type = type;
    this.index = index;
  }
  static of(type: string, index: number | null = null): Device {
    const text = index === null ? type : `${type}:${index}`;
    let found = Device.known.get(text);
    if (!found) {
      found = new Device(type, index);
      Device.known.set(text, found);
    }
    return found;
  }
  /** Reads `cuda:0`; null: not a device's name. */
  static parse(text: string): Device | null {
    const [, type = "", index] = /^([a-zA-Z_]+)(?::(0|[1-9]\d*))?$/.exec(text) ?? [];
    return DEVICE_TYPES.includes(type) || OTHER_BACKENDS.has(type) ? Device.of(type, index === undefined ? null : Number(index)) : null;
  }
  /** `cuda:0` */
  get text(): string {
    return this.index === null ? this.type : `${this.type}:${this.index}`;
  }
  override pyRepr(): string {
    return this.text;
  }
  override pyClass(): ClassValue {
    return classOfKind(this.kind);
  }
  override pyGetattr(_interp: Interp, name: string): Value | undefined {
    if (name === "type") return this.type;
    if (name === "index") return this.index;
    if (name === "__enter__" || name === "__exit__") return new NativeFunction(name, () => this, true);
    return undefined;
  }
}

/** What packages beside PyTorch (torch_npu, torch_mlu, torch_musa) call their devices: who writes such a name has one of them. */
const OTHER_BACKENDS: ReadonlySet<string> = new Set(["npu", "mlu", "musa", "gcu"]);

/** The device types that PyTorch names in its message. */
export const DEVICE_TYPES: readonly string[] = ["cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia", "xla", "lazy", "vulkan", "mps", "meta", "hpu", "mtia", "privateuseone"];

/** `torch.strided`, `torch.channels_last`, `torch.per_tensor_affine`. */
export class Enumerator extends PyObject {
  readonly kind: "layout" | "memory_format" | "qscheme";
  readonly name: string;
  constructor(kind: "layout" | "memory_format" | "qscheme", name: string) {
    super();
    this.kind = kind;
    this.name = name;
  }
  override pyRepr(): string {
    return `torch.${this.name}`;
  }
  override pyClass(): ClassValue {
    return classOfKind(this.kind);
  }
}

/** `torch.Generator`; what it draws is not known. */
export class Generator extends PyObject {
  readonly kind = "generator";
  readonly device: string;
  constructor(device = "cpu") {
    super();
    this.device = device;
  }
  override pyClass(): ClassValue {
    return classOfKind(this.kind);
  }
  override pyGetattr(_interp: Interp, name: string): Value | undefined {
    return name === "device" ? (Device.parse(this.device) ?? Device.of("cpu")) : undefined;
  }
}

/** The classes of these objects by kind; filled where they are made. */
export const kindClasses: Map<string, ClassValue> = new Map();

function classOfKind(kind: string): ClassValue {
  const found = kindClasses.get(kind);
  if (!found) throw new Error(`torch.${kind} is not registered`);
  return found;
}

/** What PyTorch says of a name that is no device's; null: it is one's. */
export function deviceError(text: string): string | null {
  if (Device.parse(text)) return null;
  if (text === "") return "Device string must not be empty";
  if (!/^[a-zA-Z_]+(:(0|[1-9]\d*))?$/.test(text)) return `Invalid device string: '${text}'`;
  return `Expected one of ${DEVICE_TYPES.join(", ")} device type at start of device string: ${text.split(":")[0]}`;
}
