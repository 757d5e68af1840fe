"""Writes server/src/torch/layouts.ts: what operators say of a sparse tensor in place of the dense one that they take first.

The generators in families/ make the calls. Needs the Python that the goldens are recorded with:

    python scripts/oracle/layouts.py
"""
from __future__ import annotations

import ast
import collections
import json
import pathlib
import re
from typing import Any

import kernels
import record

OUT = pathlib.Path(__file__).resolve().parents[2] / "server" / "src" / "torch" / "layouts.ts"
LAYOUTS = {"sparse_coo": "to_sparse()", "sparse_csr": "to_sparse_csr()"}
FEWEST = 4
LACKING = re.compile(r"^Could not run 'aten::([\w.]+)' with arguments from the '(\w+)' backend\..* is only available for these backends: \[(?:Meta, )?(.*?), BackendSelect", re.S)


def sparse(expression: str, convert: str) -> str | None:
    """The call with its first tensor converted; None where that is not what the call takes first."""
    tree = ast.parse(expression, mode="eval")
    call = tree.body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    made = kernels.makers(tree)
    holder = call.func.value if call.func.value in made else call.args[0] if call.args and call.args[0] in made else None
    if holder is None:
        return None
    rank = len(holder.args) if holder.args and isinstance(holder.args[0], ast.Constant) else 0
    if rank == 0 or (convert != "to_sparse()" and rank != 2):
        return None
    converted = ast.parse(f"{ast.unparse(holder)}.{convert}", mode="eval").body
    if call.func.value is holder:
        call.func.value = converted
    else:
        call.args[0] = converted
    return ast.unparse(tree)


def main() -> None:
    said: dict[str, dict[str, list[str]]] = {layout: collections.defaultdict(list) for layout in LAYOUTS}
    asked = 0
    with record.Evaluator() as ask:
        for name, calls in sorted(kernels.samples().items()):
            good = [fact["e"] for fact in ask.run([("", call) for call in calls]) if "r" in fact]
            for layout, convert in LAYOUTS.items():
                texts = [text for text in (sparse(kernels.retyped(call, "float32") or call, convert) for call in good) if text is not None]
                facts = list(ask.run([("", text) for text in texts]))
                asked += len(facts)
                messages = {shown(fact) for fact in facts}
                if len(facts) >= FEWEST and len(messages) == 1:
                    message = messages.pop()
                    if message is not None and not re.search(r"\d", message.partition(":")[2]):
                        said[layout][message].append(name)
    write(said)
    print(asked, "calls,", {layout: sum(map(len, messages.values())) for layout, messages in said.items()}, "operators")


def shown(fact: dict[str, Any]) -> str | None:
    """`RuntimeError: …`, or `aten::op|backend|kernels` where no kernel is there."""
    if "x" not in fact:
        return None
    kind, message = fact["x"]
    lacking = LACKING.match(message)
    if lacking:
        return f"aten::{'|'.join(lacking.groups())}"
    # What is said of another operand's layout is not of this one alone.
    return None if len(message) > 200 or re.search(r"\b[Dd]ense\b", message.replace("to_dense()", "")) else f"{kind}: {message}"


def write(said: dict[str, dict[str, list[str]]]) -> None:
    lines = "".join(f"  {layout}: {{\n" + "".join(f"    {json.dumps(message)}: {json.dumps(' '.join(names))},\n" for message, names in sorted(messages.items())) + "  },\n" for layout, messages in said.items())
    OUT.write_text(
        f"/** Written by scripts/oracle/layouts.py from PyTorch {record.torch.__version__.split('+')[0]}. */\n\n"
        "/** By layout, what PyTorch raises where such a tensor comes first, and the operators; `aten::view|SparseCPU|CPU`: no kernel of the former for that, only of the latter. */\n"
        f"export const REFUSED_LAYOUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {{\n{lines}}};\n"
    )


if __name__ == "__main__":
    main()
