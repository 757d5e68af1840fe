"""`out=` of every function whose binding takes it: the other families' calls, with something to write to."""
from __future__ import annotations

import ast
import importlib
import json
import pathlib
import re
from typing import Any

from families.registry import Op, Registry
from source import Call, Code, Gen

HERE = pathlib.Path(__file__).resolve()
SIGNATURES = HERE.parents[3] / "server" / "src" / "torch" / "nativeSignatures.ts"
OUT = re.compile(r"(Tensor(?:List\[?(\d*)\]?)?)\??(?:\[(\d+)\])? out=None")
# What another family's calls are about is not what is written to.
OTHERS = sorted(path.stem for path in HERE.parent.glob("*.py") if path.stem not in ("__init__", "registry", "outs", "types", "mended", "transforms", "torchvision", "containers"))
A_PATH = 4

OPS = Registry()


def native() -> dict[str, int]:
    """How many tensors each function takes as `out=`; 0: a list of any length."""
    lines = re.findall(r'^  ("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*"),$', SIGNATURES.read_text(), re.M)
    texts = {json.loads(path): json.loads(text) for path, text in lines}
    found = {}
    for path, text in texts.items():
        signature = OUT.search(texts[text[1:]] if text.startswith("=") else text)
        if signature and not path.startswith("Tensor."):
            kind, *counts = signature.groups()
            found[path] = 1 if kind == "Tensor" else int(next((n for n in counts if n), 0))
    return found


def target(r: Gen) -> str:
    """A tensor to write to."""
    dtype = r.choice(["float32"] * 7 + ["int64"] * 3 + ["float64"] * 2 + ["complex64"] * 2 + ["bool", "int32", "uint8", "float16"])
    shape = r.choice(["0"] * 8 + ["()", "2, 3", "1"])
    options = "" if dtype == "float32" else f", dtype=torch.{dtype}"
    return r.choice([f"torch.empty({shape}{options})"] * 12 + [f"torch.ones({shape}{options}, requires_grad=True)", f"torch.empty(3, 2{options}).t()", f"torch.empty(1{options}).expand(3)"])


def given(r: Gen, count: int) -> str:
    if r.chance(0.06):
        return r.choice(["None", "3", "[]", target(r), f"({target(r)},)", f"({target(r)}, {target(r)})"])
    if count == 1:
        return target(r)
    return f"({', '.join(target(r) for _ in range(count or r.choice([1, 2, 3])))},)"


def callee(expression: str) -> str:
    try:
        call = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return ""
    name = ast.unparse(call.func) if isinstance(call, ast.Call) and not any(k.arg == "out" for k in call.keywords) else ""
    return name.replace("F.", "torch.nn.functional.", 1) if name.startswith("F.") else name


def written(r: Gen, makers: list[Any], taking: dict[str, int]) -> Any:
    """A call that one of the makers gives of a function that takes `out=`, which it is given."""
    for _ in range(40):
        made = r.choice(makers)(r)
        *pre, call = made if isinstance(made, tuple) else (made,)
        path = callee(str(call))
        if not isinstance(call, Call) or path not in taking:
            continue
        first = call.kids[0] if call.kids and call.names[0] in (None, "input") else None
        if first is not None and r.chance(0.06) and str(first).startswith("torch."):
            pre.append(f"x = {first}")
            call.kids[0] = Code("x")
            out = "x"
        else:
            out = given(r, taking[path])
        call.names.append("out")
        call.kids.append(Code(out))
        return (*pre, call)
    return "None"


TAKING = native()
for other in OTHERS:
    probe = Gen(f"outs/{other}")
    ops = [op for op in importlib.import_module(f"families.{other}").OPS if not op.fixed]
    paths: dict[str, list[Any]] = {}
    for op in ops:
        for _ in range(12):
            made = op.make(probe)
            path = callee(str(made[-1] if isinstance(made, tuple) else made))
            if path in TAKING:
                paths.setdefault(path, [])
                if op.make not in paths[path]:
                    paths[path].append(op.make)
    makers = [make for of_path in paths.values() for make in of_path]
    if makers:
        OPS.append(Op(f"out= of {other}", lambda r, makers=makers: written(r, makers, TAKING), weight=max(1, len(paths) * A_PATH / 110), spoiled=0.1, draws=1))
