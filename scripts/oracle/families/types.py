"""Calls on types that few operators have code for: the other families' calls, with tensors of such a type."""
from __future__ import annotations

import importlib
import pathlib
from typing import Any

from families.registry import Op, Registry
from source import Code, Gen

import kernels

OTHERS = sorted(path.stem for path in pathlib.Path(__file__).parent.glob("*.py") if path.stem not in ("__init__", "registry", "outs", "types", "mended", "transforms", "torchvision", "containers", "einops", "constructors"))
AN_OPERATOR = 1

OPS = Registry()


def call_of(r: Gen, makers: list[Any]) -> Any:
    for _ in range(60):
        made = r.choice(makers)(r)
        if isinstance(made, tuple):
            continue
        try:
            text = kernels.retyped(str(made), r.choice(list(kernels.TYPES)))
        except SyntaxError:
            continue
        if text is not None:
            return Code(text)
    return "None"


for other in OTHERS:
    makers = [op.make for op in importlib.import_module(f"families.{other}").OPS if not op.fixed]
    if makers:
        OPS.append(Op(f"types of {other}", lambda r, makers=makers: call_of(r, makers), weight=max(0.1, len(makers) * AN_OPERATOR / 110), spoiled=0, draws=1))
