"""Writes server/src/torch/nativeSignatures.ts: how PyTorch's own argument parser sees each native function.

PyTorch's wheel carries its code generator; this runs it and keeps, for each public name that is bound natively,
the signatures handed to the parser, in the parser's order. Needs the Python that the goldens are recorded with:

    python scripts/oracle/signatures.py
"""
from __future__ import annotations

import importlib
import json
import pathlib
import re
import sys
import tempfile

import torch
import torchgen

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "server" / "src" / "torch" / "nativeSignatures.ts"
PACKAGED = pathlib.Path(torchgen.__file__).parent / "packaged"
SPACES = {
    "python_variable_methods.cpp": "Tensor.",
    "python_torch_functionsEverything.cpp": "torch.",
    "python_nn_functions.cpp": "torch._C._nn.",
    "python_fft_functions.cpp": "torch._C._fft.",
    "python_linalg_functions.cpp": "torch._C._linalg.",
    "python_special_functions.cpp": "torch._C._special.",
    "python_sparse_functions.cpp": "torch._C._sparse.",
}
BINDING = re.compile(r"static PyObject \* ?THPVariable_?(\w+)\(PyObject\* ?\w+(?:, PyObject\* ?\w+)?(?:, PyObject\* ?\w+)?\)\s*\{")
PARSER = re.compile(r"static PythonArgParser parser\(\{(.*?\"),?\s*\}(?:, [^;]*?)?\);", re.S)
NO_ARGUMENTS = re.compile(r'\{"(\w+)", [^{}]*?METH_NOARGS')
# Bound by hand in a file that the wheel does not carry; read from the parser's own error messages.
BY_HAND = {
    "torch.nonzero": ["nonzero(Tensor input, *, bool as_tuple=False, Tensor out=None)"],
    "Tensor.nonzero": ["nonzero()", "nonzero(*, bool as_tuple)"],
    "Tensor.set_": ["set_()", "set_(Storage source)", "set_(Storage source, SymInt storage_offset, SymIntArrayRef size, SymIntArrayRef stride=None)", "set_(Tensor source)", "set_(Tensor source, SymInt storage_offset, SymIntArrayRef size, SymIntArrayRef stride=None)"],
    "torch.tensor": ["tensor(PyObject* data, *, ScalarType dtype=None, Device? device=None, bool pin_memory=False, bool requires_grad=False, DimnameList? names=None)"],
    "torch.as_tensor": ["as_tensor(PyObject* data, *, ScalarType dtype=None, Device? device=None)"],
    "torch.asarray": ["asarray(PyObject* obj, *, ScalarType? dtype=None, Device? device=None, bool? copy=None, bool? requires_grad=False)"],
    "Tensor.new_tensor": ["new_tensor(PyObject* data, *, ScalarType dtype=None, Device? device=None, bool requires_grad=False)"],
    "torch.sparse_coo_tensor": [
        "sparse_coo_tensor(PyObject* indices, PyObject* values, *, ScalarType dtype=None, Device? device=None, bool pin_memory=False, bool requires_grad=False, bool check_invariants=None, bool is_coalesced=None)",
        "sparse_coo_tensor(PyObject* indices, PyObject* values, IntArrayRef size, *, ScalarType dtype=None, Device? device=None, bool pin_memory=False, bool requires_grad=False, bool check_invariants=None, bool is_coalesced=None)",
        "sparse_coo_tensor(IntArrayRef size, *, ScalarType dtype=None, Device? device=None, bool requires_grad=False, bool check_invariants=None)",
    ],
    "torch.range": ["range(Scalar start, Scalar end, Scalar step=1, *, Tensor out=None, ScalarType dtype=None, Layout layout=None, Device? device=None, bool pin_memory=False, bool requires_grad=False)"],
}

# How `nn.Module.to` reads its arguments.
BY_HAND["torch._C._nn._parse_to"] = [f"to({first}, bool non_blocking=False, bool copy=False, *, MemoryFormat? memory_format=None)" for first in ("Device device=None, ScalarType dtype=None", "ScalarType dtype", "Tensor tensor")]
for layout, compressed, plain in (("csr", "crow", "col"), ("csc", "ccol", "row"), ("bsr", "crow", "col"), ("bsc", "ccol", "row"), ("compressed", "compressed", "plain")):
    parts = f"PyObject* {compressed}_indices, PyObject* {plain}_indices, PyObject* values"
    options = "*, ScalarType dtype=None, Layout layout=None, Device? device=None, bool pin_memory=False, bool requires_grad=False, bool check_invariants=None"
    BY_HAND[f"torch.sparse_{layout}_tensor"] = [f"sparse_{layout}_tensor({parts}, IntArrayRef size, {options})", f"sparse_{layout}_tensor({parts}, {options})"]
# Classes that construct with a parser: it calls itself `new`.
LEGACY_SPARSE = ["new(*, Device? device=None)", "new(Tensor indices, Tensor values, *, Device? device=None)", "new(Tensor indices, Tensor values, IntArrayRef size, *, Device? device=None)", "new(SymIntArrayRef size, *, Device? device=None)"]


def generated() -> dict[str, list[str] | None]:
    sys.path.insert(0, str(PACKAGED))
    gen = importlib.import_module("autograd.gen_python_functions").gen
    native = PACKAGED / "ATen" / "native"
    found: dict[str, list[str] | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        gen(folder, str(native / "native_functions.yaml"), str(native / "tags.yaml"), str(PACKAGED / "autograd" / "deprecated.yaml"), str(PACKAGED / "autograd" / "templates"))
        for file, space in SPACES.items():
            text = (pathlib.Path(folder) / file).read_text()
            bare = set(NO_ARGUMENTS.findall(text))
            parts = BINDING.split(text)
            for name, body in zip(parts[1::2], parts[2::2]):
                parser = PARSER.search(body)
                if parser:
                    found[space + name] = [json.loads(f'"{text}"') for text in re.findall(r'"((?:[^"\\]|\\.)*)"', parser.group(1))]
            for name in bare:
                found.setdefault(space + name, None)
    return found


def public(found: dict[str, list[str] | None]) -> dict[str, list[str]]:
    import torch.nn.functional as F

    out: dict[str, list[str]] = {}
    for prefix, module, spaces in (
        ("torch.", torch, ["torch."]),
        ("torch.linalg.", torch.linalg, ["torch._C._linalg."]),
        ("torch.special.", torch.special, ["torch._C._special."]),
        ("torch.fft.", torch.fft, ["torch._C._fft."]),
        ("torch.nn.functional.", F, ["torch._C._nn.", "torch."]),
        ("torch._C._nn.", torch._C._nn, ["torch._C._nn."]),
        ("torch.sparse.", torch.sparse, ["torch._C._sparse."]),
    ):
        for name in dir(module):
            thing = getattr(module, name)
            # Public functions call these by their private names.
            private = name.startswith("_") and not name.startswith(("_upsample_", "_weight_norm", "_native_multi_head_attention", "_transformer_encoder_layer_fwd"))
            if private or type(thing).__name__ != "builtin_function_or_method":
                continue
            for space in spaces:
                signatures = found.get(space + thing.__name__) or BY_HAND.get(space + thing.__name__)
                if signatures:
                    out[prefix + name] = signatures
                    break
    out["torch._C._nn._parse_to"] = BY_HAND["torch._C._nn._parse_to"]
    # Native functions behind a Python function of the same name, as torch._VF gives them.
    for name in dir(torch._C._VariableFunctions):
        if not name.startswith("_") and "torch." + name not in out and found.get("torch." + name):
            out["torch._VF." + name] = found["torch." + name]
    for kind in ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte"):
        for space in ("torch.sparse.", "torch.cuda.sparse."):
            out[f"{space}{kind}Tensor.__new__"] = LEGACY_SPARSE
    for name in dir(torch.Tensor):
        if type(getattr(torch.Tensor, name)).__name__ != "method_descriptor" or (name.startswith("_") and not name.startswith("__")):
            continue
        if "Tensor." + name in found or "Tensor." + name in BY_HAND:
            # None: a method without arguments.
            out["Tensor." + name] = BY_HAND.get("Tensor." + name) or found["Tensor." + name] or []
    return out


def main() -> None:
    signatures = public(generated())
    lines, first = [], {}
    for path in sorted(signatures):
        text = "|".join(signature.replace("|deprecated", "?deprecated").replace("|hidden", "?hidden") for signature in signatures[path])
        if text and text in first:
            lines.append((path, f"={first[text]}"))
        else:
            first[text] = path
            lines.append((path, text))
    body = "".join(f"  {json.dumps(path)}: {json.dumps(text, ensure_ascii=False)},\n" for path, text in lines)
    OUT.write_text(
        "/**\n * What PyTorch's argument parser accepts, by a native function's public path: its signatures in the parser's order,\n"
        " * separated by bars. `=b`: as b. Empty: a method without arguments.\n"
        f" * Written by scripts/oracle/signatures.py from PyTorch {torch.__version__.split('+')[0]}.\n */\n"
        f"export const NATIVE_SIGNATURES: Readonly<Record<string, string>> = {{\n{body}}};\n"
    )
    print(f"{len(lines)} functions, {len(body)} characters")


if __name__ == "__main__":
    main()
