"""Writes server/src/torch/outArguments.ts: what PyTorch says of an `out=` that does not suit, for each function whose binding takes one.

Each function is called as the generators in families/ call it, with what it gives known, and then with an `out` that
requires gradients, of other types, on another device, or expanded. Needs the Python that the goldens are recorded with:

    python scripts/oracle/out_arguments.py
"""
from __future__ import annotations

import collections
import importlib
import json
import pathlib
import re
from typing import Any

import record
from families import outs
from source import Call, Code, Gen

OUT = pathlib.Path(__file__).resolve().parents[2] / "server" / "src" / "torch" / "outArguments.ts"
SAMPLES = 12
DRAWN = 40
LETTERS = 3
ASKED = ("complex64", "complex128", "float64", "float32", "float16", "int64", "uint8", "bool")
NAMES = {"float32": ("Float", "float"), "float64": ("Double", "double"), "float16": ("Half", "c10::Half"), "int64": ("Long", "long int"), "bool": ("Bool", "bool"), "complex64": ("ComplexFloat", "c10::complex<float>"),
         "int32": ("Int", "int"), "uint8": ("Byte", "unsigned char"), "complex128": ("ComplexDouble", "c10::complex<double>"), "int8": ("Char", "signed char"), "int16": ("Short", "short int"), "bfloat16": ("BFloat16", "c10::BFloat16"), "uint64": ("UInt64", "long unsigned int")}
GRADIENTS = re.compile(r"^(.*)\(\): functions with out=\.\.\. arguments don't support automatic differentiation")


def samples() -> dict[str, list[tuple[str, Call]]]:
    """Calls of each function that takes one `out`, as the families make them."""
    found: dict[str, list[tuple[str, Call]]] = collections.defaultdict(list)
    for other in outs.OTHERS:
        for op in importlib.import_module(f"families.{other}").OPS:
            r = Gen(f"out/{other}/{op.name}")
            if op.fixed or not any(outs.callee(str(m[-1] if isinstance(m, tuple) else m)) in outs.TAKING for m in (op.make(r) for _ in range(12))):
                continue
            for _ in range(DRAWN):
                made = op.make(r)
                *pre, call = made if isinstance(made, tuple) else (made,)
                path = outs.callee(str(call))
                if isinstance(call, Call) and path in outs.TAKING and len(found[path]) < SAMPLES * 4:
                    found[path].append(("\n".join(map(str, pre)), call))
    return found


def with_out(call: Call, out: str) -> str:
    copy = Call(call.callee, [], {}, call.cut)
    copy.names, copy.kids = [*call.names, "out"], [*call.kids, Code(out)]
    return str(copy)


def message(fact: dict[str, Any]) -> str:
    return fact["x"][1] if "x" in fact else ""


def main() -> None:
    gradients: dict[str, str] = {}
    policies: dict[str, str] = {}
    kinds: dict[str, str] = {}
    with record.Evaluator() as ask:
        for path, calls in sorted(samples().items()):
            plain = list(ask.run([(pre, str(call)) for pre, call in calls]))
            good = [(pre, call, fact["r"]) for (pre, call), fact in zip(calls, plain) if "r" in fact and ("t" in fact["r"] or "seq" in fact["r"])][:SAMPLES]
            told = [judge(ask, outs.TAKING[path], *sample) for sample in good]
            if not told:
                print("no sample:", path)
                continue
            names = {name for name, *_ in told if name is not None}
            # Another failure may come before that of gradients.
            names = names - {""} or names
            if len(names) == 1:
                gradients[path] = names.pop()
            elif names:
                print("several:", path, names)
            policies[path] = "".join(merged([letters[i] for _, letters, _ in told]) for i in range(LETTERS))
            for at in range(max((len(of_types) for *_, of_types in told), default=0)):
                kinds[f"{path}#{at}" if at else path] = merged([of_types[at] for *_, of_types in told if at < len(of_types)])
    write(gradients, policies, kinds)


def merged(letters: list[str]) -> str:
    """What all samples agree on that tell something; `!` tells that it is something else."""
    known = {letter for letter in letters if letter != "?"}
    return known.pop().replace("!", "?") if len(known) == 1 else "?"


def judge(ask: record.Evaluator, count: int, pre: str, call: Call, result: dict[str, Any]) -> tuple[str | None, str, list[str]]:
    """The name under which gradients are refused (empty: they are not), letters for devices, expanded tensors and strides, and for each result what types are taken."""
    results = result["seq"] if "seq" in result else [result]
    if not all("t" in r for r in results):
        return None, "?" * LETTERS, []
    makes = [f"torch.empty(0, dtype=torch.{r['d']})" for r in results]

    def answer(given: str, at: int = 0) -> dict[str, Any]:
        outs_given = [*makes[:at], given, *makes[at + 1:]]
        return next(iter(ask.run([(pre, with_out(call, f"({', '.join(outs_given)},)" if "seq" in result else given))])), {"x": ["", "killed"]})

    lead, dtype = results[0], results[0]["d"]
    floating = dtype if dtype.startswith(("float", "bfloat", "complex")) else "float32"
    said = message(answer(f"torch.ones(0, dtype=torch.{floating}, requires_grad=True)"))
    refused = GRADIENTS.match(said)
    name = refused.group(1) if refused else None if "leaf Variable" in said else ""
    if any("layout" in r for r in results):
        return name, "?" * LETTERS, []
    of_types = [types(answer, r["d"], at) for at, r in enumerate(results)]
    return name, devices(message(answer(f"torch.empty(0, dtype=torch.{dtype}, device='meta')")), lead) + overlaps(answer, lead) + strides(answer(makes[0]), lead), of_types


def types(answer: Any, dtype: str, at: int) -> str:
    """When another type is refused (`c`: it cannot be cast, `s`: it is not the same, `k`: it is of another kind) and in which words, types being holes; `a`: any is taken."""
    if dtype not in NAMES:
        return "?"
    refused, words, taken = set(), set(), set()
    for other in ASKED:
        if other == dtype:
            continue
        said = message(answer(f"torch.empty(0, dtype=torch.{other})", at))
        if said == "":
            taken.add(other)
        else:
            refused.add(other)
            words.add(template(said, dtype, other))
    if not refused:
        return "?" if all(castable(dtype, other) for other in taken) else "a"
    if len(words) > 1 or "{" not in min(words):
        return "!"
    for letter, suits in (("s", lambda other: False), ("c", lambda other: castable(dtype, other)), ("k", lambda other: kind(other) == kind(dtype))):
        if taken == {other for other in refused | taken if suits(other)}:
            return letter + words.pop()
    return "!"


def kind(dtype: str) -> str:
    return dtype.rstrip("0123456789").removeprefix("b")


def template(said: str, dtype: str, other: str) -> str:
    """A message with holes for the result's type (`{R}` as ATen writes it, `{r}` as C++ does, `{n}` as Python does) and the one given (`{O}`, `{o}`, `{m}`)."""
    holes = {}
    for name, letters in ((dtype, "Rrn"), (other, "Oom")):
        for text, letter in zip((*NAMES[name], name), letters):
            holes.setdefault(text, letter)
    pattern = "|".join(re.escape(text) for text in sorted(holes, key=len, reverse=True))
    return re.sub(rf"(?<![a-z_.])(dtype|scalar type|)(?:torch\.)?({pattern})(?![\w:])", lambda m: m[0].replace(m[2], f"{{{holes[m[2]]}}}"), said)


def castable(dtype: str, other: str) -> bool:
    import torch
    return torch.can_cast(getattr(torch, dtype), getattr(torch, other))


def devices(said: str, result: dict[str, Any]) -> str:
    if result["t"] == [] or 0 in result["t"]:
        return "?"
    if said == "":
        return "a"
    if said == "Attempting to copy from device cpu to device meta, but cross-device copies are not allowed!":
        return "c"
    if said == "Expected out tensor to have device cpu, but got meta instead":
        return "e"
    return "!"


def overlaps(answer: Any, result: dict[str, Any]) -> str:
    shape, dtype = result["t"], result["d"]
    if shape == [7] or shape == [] or 0 in shape or all(n == 1 for n in shape):
        return "?"

    def refused(size: str) -> bool:
        return "more than one element of the written-to tensor" in message(answer(f"torch.empty(1, dtype=torch.{dtype}).expand({size})"))

    return "r" if refused("7") else "s" if refused(", ".join(map(str, shape))) else "n"


def strides(fact: dict[str, Any], result: dict[str, Any]) -> str:
    """Whether an `out` that is resized has the strides of what the function gives without one."""
    given = fact.get("r", {})
    first = given["seq"][0] if "seq" in given else given
    return "?" if "s" not in result or "t" not in first else "k" if first.get("s") == result["s"] else "d" if "s" not in first else "!"


def write(gradients: dict[str, str], policies: dict[str, str], kinds: dict[str, str]) -> None:
    def table(entries: dict[str, str]) -> str:
        grouped: dict[str, list[str]] = collections.defaultdict(list)
        for path, entry in entries.items():
            grouped[entry].append(path)
        return "".join(f"  {json.dumps(entry)}: {json.dumps(' '.join(paths))},\n" for entry, paths in sorted(grouped.items()))

    told = {path: kind for path, kind in kinds.items() if kind not in ("?", "a")}
    usual = {path: name for path, name in gradients.items() if name != path.rpartition(".")[2]}
    OUT.write_text(
        f"/** Written by scripts/oracle/out_arguments.py from PyTorch {record.torch.__version__.split('+')[0]}. */\n\n"
        "/**\n * When an `out=` of another type is refused (`c`: it cannot be cast to, `s`: it is not the same, `k`: one is complex or not floating), in which words, and the functions (`#1`: of the second result).\n"
        " * Holes are for the result's type (`{R}` as ATen writes it, `{r}` as C++ does, `{n}` as Python does) and for that of `out` (`{O}`, `{o}`, `{m}`).\n */\n"
        f"export const OUT_TYPES: Readonly<Record<string, string>> = {{\n{table(told)}}};\n\n"
        "/**\n * What becomes of an `out=` on the meta device, of an expanded one, and of the strides of one that is resized, a letter each, and the functions.\n"
        " * Device: `c` no copy across devices, `e` expected was another, `a` taken. Expanded: `r` refused, `s` only where it is not resized, `n` never.\n"
        " * Strides: `k` as without `out`, `d` dense. `?`: something else, or it depends.\n */\n"
        f"export const OUT_POLICIES: Readonly<Record<string, string>> = {{\n{table({path: policy for path, policy in policies.items() if policy != '???'})}}};\n\n"
        "/** The name under which PyTorch refuses an `out=` that requires gradients, where it is not the function's own; empty: it takes it. */\n"
        f"export const OUT_GRADIENTS: Readonly<Record<string, string>> = {{\n{table(usual)}}};\n"
    )
    print(len(policies), "functions,", len(told), "types,", len(usual), "names")


if __name__ == "__main__":
    main()
