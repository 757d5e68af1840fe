"""Writes server/src/python/surface.ts: the attributes that CPython's, NumPy's and PyTorch's own types have.

    .venv/bin/python scripts/oracle/surface.py

What a type has and nothing here models is not known, where an attribute that it lacks is an error.
"""

import collections
import logging
import pathlib
import random
import re
import types

import numpy as np
import torch

NAMED = {
    "builtin_function_or_method": type(print),
    "function": types.FunctionType,
    "generator": types.GeneratorType,
    "dict_keys": type({}.keys()),
    "dict_values": type({}.values()),
    "dict_items": type({}.items()),
    "iterator": type(iter([])),
    "list_iterator": type(iter([])),
    "NoneType": type(None),
    "Pattern": re.Pattern,
    "Match": re.Match,
    "Logger": logging.Logger,
    "Random": random.Random,
    "Generator": torch.Generator,
    "RandomState": np.random.RandomState,
    "ndarray": np.ndarray,
    "bool_": np.bool_,
    "generic": np.generic,
    "floating": np.float64,
    "integer": np.int64,
    "Tensor": torch.Tensor,
    "Size": torch.Size,
    "device": torch.device,
}
PLAIN = [int, bool, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice, enumerate, zip, map, filter, reversed, property, type, staticmethod, classmethod, BaseException]
PLAIN += [collections.Counter, collections.deque, collections.OrderedDict, collections.defaultdict]


def names(of):
    extra = dir(torch.float32) if of is torch.dtype else []
    return {n for n in [*dir(of), *extra] if not n.startswith("_") or re.fullmatch(r"__\w+__", n)}


def main():
    every = names(object)
    table = {"object": every}
    for t in PLAIN:
        table[t.__name__] = names(t) - every
    for name, t in NAMED.items():
        table[name] = names(t) - every
    table["dtype"] = (names(np.dtype) | names(torch.float32)) - every
    table["Logger"] = names(logging.getLogger("surface")) - every
    table["bytes"] |= table["bytearray"]
    table["generic"] = (names(np.float64) | names(np.int64)) - every
    table["Generator"] |= names(np.random.Generator) - every
    table["namedtuple"] = names(type(torch.zeros(2).max(0))) - names(tuple) - every
    lines = [f"  {name}: {' '.join(sorted(found))!r},".replace("'", '"') for name, found in sorted(table.items())]
    target = pathlib.Path(__file__).parents[2] / "server/src/python/surface.ts"
    head = (
        "/**\n * The attributes that types of CPython, NumPy and PyTorch have, those of every object in `object`. Written by\n"
        " * scripts/oracle/surface.py.\n */\n"
        "export const SURFACE: Readonly<Record<string, string>> = {\n"
    )
    target.write_text(head + "\n".join(lines) + "\n};\n")


main()
