"""Counts the calls of tensor functions, layers and tensor methods in the model sources of installed packages.

    python scripts/oracle/usage.py      writes test/goldens/usage.json: package -> name -> number of calls

Names are resolved by Python's own `ast` and each file's own imports: `F.relu` after `import torch.nn.functional as F`
is `torch.nn.functional.relu`. A method is counted as `Tensor.<name>` if tensors have a method of that name and the
receiver is neither a module, nor `self`, nor a literal. What PyTorch does not have is counted as well. Calls of
functions that a package writes in Python are not: their bodies are read, and what they call is counted.
Run it with the Python that the goldens are recorded with; the packages are read, never imported.
"""
from __future__ import annotations

import ast
import collections
import importlib.metadata
import importlib.util
import json
import pathlib

import torch

OUT = pathlib.Path(__file__).resolve().parents[2] / "test" / "goldens" / "usage.json"
SOURCES = {
    "torchvision": ["models/**/*.py", "ops/*.py"],
    "timm": ["models/**/*.py", "layers/*.py"],
    "transformers": ["models/*/modeling_*.py", "modeling_*.py", "activations.py", "pytorch_utils.py", "integrations/sdpa_attention.py"],
}
OTHERS = ("modeling_tf", "modeling_flax")
TOPS = ("torch", "einops")
METHODS = {name for name in dir(torch.Tensor) if not name.startswith("_") and callable(getattr(torch.Tensor, name))}
# Of these nothing tells whether the receiver is a tensor: they are not counted (`split`, `index`).
SHARED = {name for kind in (str, list, dict, set, tuple, int, float, bytes) for name in dir(kind)}


def main() -> None:
    counts = {}
    for package, patterns in SOURCES.items():
        spec = importlib.util.find_spec(package)
        assert spec and spec.origin, f"{package} is not installed"
        root = pathlib.Path(spec.origin).parent
        files = sorted({path for pattern in patterns for path in root.glob(pattern) if not path.name.startswith(OTHERS)})
        counter: collections.Counter[str] = collections.Counter()
        for path in files:
            counter.update(calls(ast.parse(path.read_text())))
        label = f"{package} {importlib.metadata.version(package)}"
        counts[label] = dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
        print(f"{label}: {counter.total()} calls of {len(counter)} names in {len(files)} files")
    OUT.write_text(json.dumps(counts, indent=1) + "\n")


def calls(tree: ast.Module) -> list[str]:
    names = imports(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = called(node.func, names)
            if name:
                found.append(name)
    return found


def imports(tree: ast.Module) -> dict[str, str]:
    """Local name -> dotted path, for every import of the file."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    names[alias.asname] = alias.name
                else:
                    names[alias.name.split(".")[0]] = alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}" if node.level == 0 else f".{alias.name}"
    return names


def called(func: ast.expr, names: dict[str, str]) -> str | None:
    parts: list[str] = []
    at = func
    while isinstance(at, ast.Attribute):
        parts.append(at.attr)
        at = at.value
    path = names.get(at.id) if isinstance(at, ast.Name) else None
    if path is not None and path.split(".")[0] in TOPS:
        return canonical(".".join([path, *reversed(parts)]))
    if path is not None or not isinstance(func, ast.Attribute):
        return None
    return f"Tensor.{func.attr}" if is_method(func) else None


def is_method(func: ast.Attribute) -> bool:
    if func.attr not in METHODS:
        return False
    receiver = func.value
    if isinstance(receiver, ast.Name) and receiver.id in ("self", "cls", "np", "math"):
        return False
    if isinstance(receiver, (ast.Constant, ast.JoinedStr, ast.List, ast.Dict)):
        return False
    if isinstance(receiver, ast.Call) and isinstance(receiver.func, ast.Name) and receiver.func.id == "super":
        return False
    return func.attr not in SHARED


def canonical(path: str) -> str:
    """`torch.Tensor.view` as the method, `torch.nn.modules.linear.Linear` by its public name."""
    if path.startswith("torch.Tensor."):
        return path.removeprefix("torch.")
    if path.startswith("torch.nn.modules."):
        last = path.rsplit(".", 1)[1]
        if hasattr(torch.nn, last):
            return f"torch.nn.{last}"
    return path


if __name__ == "__main__":
    main()
