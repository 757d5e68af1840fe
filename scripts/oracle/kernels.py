"""Writes server/src/torch/kernels.ts: which operators have no code on the CPU for types that few have code for.

The generators in families/ make the calls; their tensors of floats become tensors of the type. Needs the Python that
the goldens are recorded with:

    python scripts/oracle/kernels.py
"""
from __future__ import annotations

import ast
import collections
import importlib
import json
import pathlib
import re
from typing import Any

import record
from source import Gen

OUT = pathlib.Path(__file__).resolve().parents[2] / "server" / "src" / "torch" / "kernels.ts"
TYPES = {"uint16": "UInt16", "uint32": "UInt32", "uint64": "UInt64", "complex32": "ComplexHalf", "float8_e4m3fn": "Float8_e4m3fn", "float8_e5m2": "Float8_e5m2"}
MAKERS = ("empty", "zeros", "ones", "rand", "randn", "full")
FLOATS = ("float32", "float64", "float16", "bfloat16")
REFUSED = re.compile(r"^\"(.+)\" not implemented for '(\w+)'$")
SAMPLES = 10
DRAWN = 60


def makers(tree: ast.AST) -> list[ast.Call]:
    return [call for call in ast.walk(tree) if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in MAKERS and ast.unparse(call.func.value) == "torch"]


def name_of(tree: ast.Expression) -> str | None:
    """The operator's name: of a function, a method, or a layer's class."""
    call = tree.body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    return None if call.func.attr in MAKERS or re.match(r"einops|torchvision|nn\.", ast.unparse(call.func)) else call.func.attr


def retyped(expression: str, dtype: str) -> str | None:
    """The call with tensors of the type in place of those of floats; None where it is about other things as well."""
    tree = ast.parse(expression, mode="eval")
    found = makers(tree)
    dims = {id(node) for maker in found for node in ast.walk(maker)}
    others = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in dims]
    if not dtype.startswith(("float", "complex")) and any(isinstance(node.value, (float, complex)) for node in others):
        return None
    # Kernels are not run for what has no elements, nor always for what has no dimensions.
    if any(maker.args and ast.unparse(maker.args[0]) == "()" for maker in found):
        return None
    if any(isinstance(node, (ast.Constant, ast.List, ast.Tuple)) and getattr(node, "value", 1) == 0 for maker in found for node in ast.walk(maker)):
        return None
    if any(isinstance(node, ast.keyword) and node.arg in ("dtype", "out") and not any(node in maker.keywords for maker in found) for node in ast.walk(tree)):
        return None
    changed = 0
    for maker in found:
        given = next((k for k in maker.keywords if k.arg == "dtype"), None)
        if given is not None and ast.unparse(given.value).removeprefix("torch.") not in FLOATS:
            continue
        maker.keywords = [k for k in maker.keywords if k.arg != "dtype"] + [ast.keyword("dtype", ast.parse(f"torch.{dtype}", mode="eval").body)]
        if maker.func.attr in ("rand", "randn", "empty"):
            maker.func.attr = "ones"
        changed += 1
    return ast.unparse(ast.fix_missing_locations(tree)) if changed else None


def samples() -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = collections.defaultdict(dict)
    for family in record.FAMILIES:
        if family in ("outs", "types", "mended", "transforms", "torchvision", "containers", "einops", "constructors"):
            continue
        for op in importlib.import_module(f"families.{family}").OPS:
            r = Gen(f"kernels/{family}/{op.name}")
            here: collections.Counter[str] = collections.Counter()
            for _ in range(0 if op.fixed else DRAWN):
                made = op.make(r)
                if isinstance(made, tuple):
                    continue
                text = str(made)
                try:
                    name = name_of(ast.parse(text, mode="eval"))
                except SyntaxError:
                    continue
                if name is not None and here[name] < SAMPLES and retyped(text, "complex32"):
                    found[name].setdefault(text)
                    here[name] += 1
    return {name: list(calls) for name, calls in found.items()}


def main() -> None:
    refused: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    asked = 0
    with record.Evaluator() as ask:
        for name, calls in sorted(samples().items()):
            good = [fact["e"] for fact in ask.run([("", call) for call in calls]) if "r" in fact]
            # Calls on nothing but tensors of the type, if there are any, else with indices besides.
            alone = [call for call in good if "dtype" not in (retyped(call, "float32") or "dtype").replace("dtype=torch.float32", "")]
            beside = "" if len(alone) > 1 else "+"
            good = alone if len(alone) > 1 else good
            kernels: dict[str, list[str]] = collections.defaultdict(list)
            for dtype, shown in TYPES.items():
                texts = [text for text in (retyped(call, dtype) for call in good) if text is not None]
                facts = list(ask.run([("", text) for text in texts]))
                asked += len(facts)
                said = {REFUSED.match(fact["x"][1]) and fact["x"][1] if "x" in fact else "" for fact in facts}
                match = REFUSED.match(next(iter(said)) or "") if len(said) == 1 else None
                if len(facts) > 2 and match and match.group(2) == shown:
                    kernels[match.group(1)].append(dtype)
            for kernel, types in kernels.items():
                refused[(kernel, " ".join(types))].append(name + beside)
    write(refused)
    print(asked, "calls,", len(refused), "kernels,", sum(map(len, refused.values())), "operators")


def write(refused: dict[tuple[str, str], list[str]]) -> None:
    by_types: dict[str, dict[str, list[str]]] = collections.defaultdict(dict)
    for (kernel, types), names in sorted(refused.items()):
        by_types[types][kernel] = names
    lines = "".join(f"  {json.dumps(types)}: {json.dumps(' '.join(f'{kernel}:{chr(44).join(names)}' for kernel, names in kernels.items()))},\n" for types, kernels in sorted(by_types.items()))
    OUT.write_text(
        f"/** Written by scripts/oracle/kernels.py from PyTorch {record.torch.__version__.split('+')[0]}. */\n\n"
        "/** Types, and the kernels of the CPU that have no code for them, each with the operators that need it, `+` where they take indices besides: `add_stub:add,sub`. */\n"
        f"export const LACKING_KERNELS: Readonly<Record<string, string>> = {{\n{lines}}};\n"
    )


if __name__ == "__main__":
    main()
