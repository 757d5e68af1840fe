/** What PyTorch says where an operator has no kernel for the tensor's backend. */
import type { OpContext } from "../op.ts";

/** The backend of plain tensors. */
export const DENSE = "CPU, Meta";

/** The list of backends that have one is not told to its end. */
export function cannotRun(c: OpContext, op: string, kernels = "QuantizedCPU", backend = "CPU"): never {
  const message = `Could not run 'aten::${op}' with arguments from the '${backend}' backend. This could be because the operator doesn't exist for this backend, or was omitted during the selective/custom build process (if using custom build). If you are a Facebook employee using PyTorch on mobile, please visit https://fburl.com/ptmfixes for possible resolutions. 'aten::${op}' is only available for these backends: [${kernels.startsWith(DENSE) ? kernels : `Meta, ${kernels}`}, BackendSelect, Python, FuncTorchDynamicLayerBackMode, Functionalize, Conjugate, Negative, ZeroTensor, ADInplaceOrView, AutogradOther, AutogradCPU, AutogradCUDA, AutogradHIP, AutogradXLA, AutogradMPS, AutogradIPU, AutogradXPU, AutogradHPU, AutogradVE, AutogradLazy, AutogradMTIA, AutogradMAIA].`;
  return c.fail("NotImplementedError", message, { rule: "dtype", law: () => `${op}: takes a ${kernels.startsWith(DENSE) ? "dense" : kernels === "QuantizedCPU" ? "quantized" : "sparse"} tensor` });
}
