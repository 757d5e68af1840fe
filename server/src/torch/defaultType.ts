/** The type of floats that nobody states: `torch.set_default_dtype`. One interpreter runs at a time in a thread, so it is module state. */
import { Cell, touch } from "../python/trail.ts";
import { Unknown } from "../python/values.ts";
import { type DType, FLOAT32 } from "./dtype.ts";
import { GiveUp } from "./op.ts";

class DefaultType extends Cell {
  /** undefined: not known. */
  type: DType | undefined = FLOAT32;

  /** What a program starts with. */
  begin(): void {
    this.set(FLOAT32);
  }
  set(type: DType | undefined): void {
    if (this.type === type) return;
    touch(this);
    this.type = type;
  }
  save(): unknown {
    return this.type;
  }
  load(saved: unknown): void {
    this.type = saved as DType | undefined;
  }
  override joinSaved(contents: readonly unknown[]): unknown {
    return contents.every((type) => type === contents[0]) ? contents[0] : undefined;
  }
}

export const defaultType = new DefaultType();

/** `torch.get_default_dtype()`; where branches differ, nothing can be said. */
export function floatDefault(): DType {
  if (defaultType.type) return defaultType.type;
  throw new GiveUp(new Unknown("the default dtype"));
}
