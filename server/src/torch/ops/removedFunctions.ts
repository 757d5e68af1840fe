/** Functions that PyTorch took away: a call of one raises, and the message says what took its place. */
import { defineOp } from "../define.ts";

const REMOVED: Readonly<Record<string, { readonly forms: readonly string[]; readonly signature: string; /** Of a method that takes other arguments than the function. */ readonly methodSignature?: string; readonly message: string }>> = {
  eig: {
    forms: ["torch.eig", "Tensor.eig"],
    signature: "self, eigenvectors=False, *, e=None, v=None",
    message: "This function was deprecated since version 1.9 and is now removed. `torch.linalg.eig` returns complex tensors of dtype `cfloat` or `cdouble` rather than real tensors mimicking complex tensors.\n\nL, _ = torch.eig(A) should be replaced with:\nL_complex = torch.linalg.eigvals(A)\n\nand\n\nL, V = torch.eig(A, eigenvectors=True) should be replaced with:\nL_complex, V_complex = torch.linalg.eig(A)",
  },
  symeig: {
    forms: ["torch.symeig"],
    signature: "input, eigenvectors=False, upper=True, *, out=None",
    methodSignature: "input, eigenvectors=False",
    message: "This function was deprecated since version 1.9 and is now removed. The default behavior has changed from using the upper triangular portion of the matrix by default to using the lower triangular portion.\n\nL, _ = torch.symeig(A, upper=upper) should be replaced with:\nL = torch.linalg.eigvalsh(A, UPLO='U' if upper else 'L')\n\nand\n\nL, V = torch.symeig(A, eigenvectors=True) should be replaced with:\nL, V = torch.linalg.eigh(A, UPLO='U' if upper else 'L')",
  },
  lstsq: {
    forms: ["torch.lstsq", "Tensor.lstsq"],
    signature: "input, A, *, out=None",
    message: "This function was deprecated since version 1.9 and is now removed. `torch.lstsq` is deprecated in favor of `torch.linalg.lstsq`.\n`torch.linalg.lstsq` has reversed arguments and does not return the QR decomposition in the returned tuple (although it returns other information about the problem).\n\nTo get the QR decomposition consider using `torch.linalg.qr`.\n\nThe returned solution in `torch.lstsq` stored the residuals of the solution in the last m - n columns of the returned value whenever m > n. In torch.linalg.lstsq, the residuals are in the field 'residuals' of the returned named tuple.\n\nThe unpacking of the solution, as in\nX, _ = torch.lstsq(B, A).solution[:A.size(1)]\nshould be replaced with:\nX = torch.linalg.lstsq(A, B).solution",
  },
  solve: {
    forms: ["torch.solve", "Tensor.solve"],
    signature: "input, A, *, out=None",
    message: "This function was deprecated since version 1.9 and is now removed. `torch.solve` is deprecated in favor of `torch.linalg.solve`. `torch.linalg.solve` has its arguments reversed and does not return the LU factorization.\n\nTo get the LU factorization see `torch.lu`, which can be used with `torch.lu_solve` or `torch.lu_unpack`.\nX = torch.solve(B, A).solution should be replaced with:\nX = torch.linalg.solve(A, B)",
  },
  matrix_rank: {
    forms: ["torch.matrix_rank"],
    signature: "input, tol=None, symmetric=False, *, out=None",
    message: "This function was deprecated since version 1.9 and is now removed.\nPlease use the `torch.linalg.matrix_rank` function instead. The parameter 'symmetric' was renamed in `torch.linalg.matrix_rank()` to 'hermitian'.",
  },
  reinforce: {
    forms: ["Tensor.reinforce"],
    signature: "self, reward",
    message: "reinforce() was removed.\nUse torch.distributions instead.\nSee https://pytorch.org/docs/main/distributions.html\n\nInstead of:\n\nprobs = policy_network(state)\naction = probs.multinomial()\nnext_state, reward = env.step(action)\naction.reinforce(reward)\naction.backward()\n\nUse:\n\nprobs = policy_network(state)\n# NOTE: categorical is equivalent to what used to be called multinomial\nm = torch.distributions.Categorical(probs)\naction = m.sample()\nnext_state, reward = env.step(action)\nloss = -m.log_prob(action) * reward\nloss.backward()\n",
  },
};

for (const [name, { forms, signature, methodSignature, message }] of Object.entries(REMOVED)) {
  const method = methodSignature === undefined ? [] : [{ names: [`Tensor.${name}`], signature: methodSignature, python: true }];
  defineOp({ name, forms: [{ names: forms, python: true }, ...method], signature, rule: (c) => c.fail("RuntimeError", message, { law: () => `${name} was removed from PyTorch` }) });
}
