"""Writes test/goldens/public-names.json: every public name of PyTorch, torchvision and einops by module, with its kind.

    python scripts/oracle/public_names.py

docs/ops.md is made from this list, so that the list of names is PyTorch's and not ours. Of torch, torch.nn,
torch.nn.functional and torch.Tensor every name without a leading underscore counts; of the others what `__all__`
lists, or, where there is none, what the package itself defines.
"""
from __future__ import annotations

import importlib
import inspect
import json
import pathlib
from typing import Any

import torch

OUT = pathlib.Path(__file__).resolve().parents[2] / "test" / "goldens" / "public-names.json"
WHOLE = ["torch", "torch.nn", "torch.nn.functional"]
LISTED = [
    "torch.linalg", "torch.fft", "torch.special", "torch.sparse", "torch.nested", "torch.masked", "torch.signal.windows",
    "torch.nn.init", "torch.nn.attention", "torch.nn.attention.flex_attention", "torch.nn.attention.bias", "torch.nn.parallel",
    "torch.nn.utils", "torch.nn.utils.rnn", "torch.nn.utils.parametrizations", "torch.nn.utils.parametrize", "torch.nn.utils.prune",
    "torch.nn.utils.fusion", "torch.nn.utils.stateless", "torch.func", "torch.autograd", "torch.autograd.functional", "torch.amp",
    "torch.compiler", "torch.jit", "torch.fx", "torch.export", "torch.backends", "torch.distributions", "torch.optim",
    "torch.optim.lr_scheduler", "torch.utils.checkpoint", "torch.utils.data",
    "einops", "einops.layers.torch",
    "torchvision.ops", "torchvision.transforms", "torchvision.transforms.functional", "torchvision.transforms.v2", "torchvision.transforms.v2.functional",
]
OWN = ("torch", "torchvision", "einops")


def main() -> None:
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    names = {name: whole(importlib.import_module(name)) for name in WHOLE}
    names["torch.Tensor"] = {name: kind(getattr(torch.Tensor, name)) if hasattr(torch.Tensor, name) else "value" for name in tensor_names()}
    for name in LISTED:
        names[name] = listed(importlib.import_module(name))
    versions = {package: importlib.import_module(package).__version__.split("+")[0] for package in OWN}
    OUT.write_text(json.dumps({"versions": versions, "names": names}, indent=1) + "\n")
    print(f"{sum(map(len, names.values()))} names of {len(names)} modules")


def whole(module: Any) -> dict[str, str]:
    return {name: kind(getattr(module, name)) for name in sorted(dir(module)) if not name.startswith("_")}


def tensor_names() -> list[str]:
    operators = [name for name in dir(torch.Tensor) if name.startswith("__") and name not in dir(object) and callable(getattr(torch.Tensor, name, None))]
    return sorted([name for name in dir(torch.Tensor) if not name.startswith("_")] + operators)


def listed(module: Any) -> dict[str, str]:
    chosen = getattr(module, "__all__", None)
    if chosen is None:
        chosen = [name for name, value in vars(module).items() if not name.startswith("_") and kind(value) not in ("foreign", "module", "value")]
    found = {name: kind(getattr(module, name)) for name in sorted(set(chosen)) if hasattr(module, name)}
    return {name: what for name, what in found.items() if what != "foreign"}


def kind(value: Any) -> str:
    owner = value.__name__ if inspect.ismodule(value) else getattr(value, "__module__", None)
    if isinstance(owner, str) and owner.split(".")[0] not in OWN and (inspect.ismodule(value) or inspect.isclass(value) or callable(value)):
        return "foreign"
    if inspect.ismodule(value):
        return "module"
    if inspect.isclass(value):
        return "layer" if issubclass(value, torch.nn.Module) else "exception" if issubclass(value, BaseException) else "class"
    if isinstance(value, torch.dtype):
        return "dtype"
    return "function" if callable(value) else "property" if inspect.isdatadescriptor(value) else "value"


if __name__ == "__main__":
    main()
