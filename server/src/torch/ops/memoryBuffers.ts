/** Tensors over memory that is not a tensor's: buffers of Python and mapped files. */
import { type Dim, floordiv } from "../../dims/index.ts";
import { PyBytes } from "../../python/values.ts";
import { floatDefault } from "../defaultType.ts";
import { defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";

const WHY = { rule: "argument-value" };

defineOp({
  name: "frombuffer",
  forms: ["torch.frombuffer"],
  signature: "buffer, *, dtype, count=-1, offset=0, requires_grad=False",
  rule: (c, a) => {
    const buffer = a.value("buffer");
    const type = a.maybeDtype("dtype") ?? floatDefault();
    const count = a.int("count");
    const size = type.bits / 8;
    if (typeof buffer === "string" || typeof buffer === "number") c.fail("ValueError", "object does not implement Python buffer protocol.", WHY);
    const length = buffer instanceof PyBytes ? buffer.value.length : null;
    if (length === null) return c.tensor([typeof count === "number" && count > 0 ? count : c.freshDim()], type);
    const offset = a.constInt("offset");
    if (length === 0 || count === 0) c.fail("ValueError", `both buffer length (${length}) and count (${count}) must not be 0`, WHY);
    if (offset < 0 || offset >= length) c.fail("ValueError", `offset (${offset} bytes) must be non-negative and no greater than buffer length (${length} bytes) minus 1`, WHY);
    const rest = length - offset;
    if (typeof count === "number" && count > 0) {
      if (offset + count * size > length) c.fail("ValueError", `requested buffer length (${count} * ${size} bytes) after offset (${offset} bytes) must not be greater than actual buffer length (${length} bytes)`, WHY);
      return c.tensor([count], type);
    }
    if (rest % size !== 0) c.fail("ValueError", `buffer length (${rest} bytes) after offset (${offset} bytes) must be a multiple of element size (${size})`, WHY);
    return c.tensor([floordiv(rest, size)], type);
  },
  doc: "torch.frombuffer",
});

defineOp({
  name: "from_file",
  forms: ["torch.from_file"],
  signature: NATIVE,
  rule: (c, a) => c.tensor([(a.isNone("size") ? 0 : a.int("size")) as Dim], a.maybeDtype("dtype") ?? floatDefault()),
  doc: "torch.from_file",
});
