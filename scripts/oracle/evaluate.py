"""Evaluates expressions for the recorder, one JSON line in and one out, in a process that may die of one.

Loading PyTorch takes longer than most recordings, so it is loaded once: for each pair of pipes that the recorder sends
over the socket whose number is the argument, a copy of this process is made that reads calls from one and answers on the other.
The input line is {"e": expression, "pre": statements}; the output line adds what PyTorch did (see docs/goldens.md).
With "draws": n the call is made n more times, with other random numbers and other contents of `torch.empty`, and once
with other contents of memory that is not in use; the output says "foreign" where the call did something else then, or
than "before".
"""
from __future__ import annotations

import ast
import ctypes
import json
import math
import os
import random
import re
import resource
import signal
import socket
import sys
import warnings
from collections import OrderedDict
from typing import IO, Any

import torch
import torch.utils.checkpoint

LONGEST_TEXT = 600
MOST_MEMORY = 6 << 30
MOST_OUTCOMES = 12
SMALL_CHUNKS = tuple(size for size in (24, 40, 56, 72) for _ in range(100))
PRINTED_TENSOR = re.compile(r"(?<=but got:).*?\[ [\w.]+\{[\d,]*\} \]", re.S)
NEEDS_GRAD = re.compile(r"requires_grad|backward|autograd")


def namespace() -> dict[str, Any]:
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(name + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import einops
    import einops.layers.torch
    import torchvision
    import torchvision.ops
    import torchvision.transforms
    import torchvision.transforms.v2

    import einops.einops
    remembered = [f for f in vars(einops.einops).values() if hasattr(f, "cache_clear")]

    def fresh() -> dict[str, Any]:
        # einops takes 2.0 for the 2 of an earlier call.
        for function in remembered:
            function.cache_clear()
        return {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "math": math, "einops": einops,
                "rearrange": einops.rearrange, "reduce": einops.reduce, "repeat": einops.repeat,
                "torchvision": torchvision, "OrderedDict": OrderedDict, "__library__": library}
    return fresh  # type: ignore[return-value]


def encode(value: Any, depth: int = 0) -> dict[str, Any]:
    if isinstance(value, torch.Tensor):
        return encode_tensor(value)
    if isinstance(value, torch.Size):
        return {"size": list(value)}
    if isinstance(value, torch.dtype):
        return {"dtype": str(value).removeprefix("torch.")}
    if value is None or isinstance(value, (bool, int, str)):
        return {"v": value}
    if isinstance(value, float):
        return {"v": float(f"{value:.6g}") if math.isfinite(value) else str(value)}
    if depth < 6 and isinstance(value, (tuple, list)):
        return {"seq": [encode(item, depth + 1) for item in value]}
    if depth < 6 and isinstance(value, dict):
        return {"map": {str(key): encode(item, depth + 1) for key, item in value.items()}}
    if isinstance(value, torch.nn.Module):
        return {"o": type(value).__name__, "p": parameter_count(value)}
    return {"o": type(value).__name__}


def encode_tensor(value: torch.Tensor) -> dict[str, Any]:
    try:
        shape = list(value.shape)
    except RuntimeError:  # a lazy module's parameter
        return {"o": type(value).__name__}
    out: dict[str, Any] = {"t": shape, "d": str(value.dtype).removeprefix("torch.")}
    if value.layout is not torch.strided:
        out["layout"] = str(value.layout).removeprefix("torch.")
    elif not value.is_contiguous():
        out["s"] = list(value.stride())
    return out


def parameter_count(module: torch.nn.Module) -> int:
    if "_parameters" not in vars(module):  # its class does not call Module.__init__
        return 0
    return sum(p.numel() for p in module.parameters() if not torch.nn.parameter.is_lazy(p))


def run(expression: str, pre: str, names: dict[str, Any]) -> dict[str, Any]:
    """The facts about one expression; a call of a module also tells its parameters and whether building it failed."""
    out: dict[str, Any] = {}
    building = False
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            with torch.set_grad_enabled(bool(NEEDS_GRAD.search(pre + expression))):
                if pre:
                    exec(pre, names)
                tree = ast.parse(expression, mode="eval")
                call = tree.body
                module = None
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Call):
                    building = True
                    made = eval(compile(ast.Expression(call.func), "<fact>", "eval"), names)
                    building = False
                    if isinstance(made, torch.nn.Module):
                        module = made
                    names["_callee"] = made
                    call.func = ast.copy_location(ast.Name("_callee", ast.Load()), call.func)
                out["r"] = encode(eval(compile(tree, "<fact>", "eval"), names))
                if module is not None:
                    out["p"] = parameter_count(module)
        except Exception as error:
            out = {"x": [type(error).__name__, message_of(error)]}
            if building:
                out["at"] = "init"
        except ForeignMemory:
            out = {"foreign": True}
    texts = [str(w.message) for w in said if issubclass(w.category, UserWarning)]
    if texts:
        out["w"] = re.sub(r" \(Triggered internally at .*\)$", "", texts[0].strip(), flags=re.S)[:LONGEST_TEXT]
    return out


def message_of(error: Exception) -> str:
    text = error.args[0] if isinstance(error, KeyError) and error.args else str(error)
    return PRINTED_TENSOR.sub(" …", str(text))[:LONGEST_TEXT]


class Memory:
    """What `torch.empty` finds: zeros, or in another draw ones or random numbers, so that no fact depends on what the memory held.

    A single number between two others is drawn near them, or near the middle, more often, so that what is rare shows too.
    In the draw that finds ones, layers' weights are zeros: no fact depends on which of their outputs is largest."""
    draw = 0


def fill_empty() -> None:
    made = torch.empty

    def empty(*arguments: Any, **options: Any) -> torch.Tensor:
        t = made(*arguments, **options)
        # What has no elements needs no zeros, and there may be no kernel that fills it.
        with torch.no_grad():
            if t.numel() == 0:
                return t
            return t.zero_() if Memory.draw == 0 else t.fill_(1 + 1j if t.is_complex() else 1) if Memory.draw == 1 or not t.is_floating_point() else t.uniform_()
    torch.empty = empty
    drawn = torch.nn.init.kaiming_uniform_

    def weights(*arguments: Any, **options: Any) -> torch.Tensor:
        t = drawn(*arguments, **options)
        return torch.nn.init.zeros_(t) if Memory.draw == 1 else t
    torch.nn.init.kaiming_uniform_ = weights
    uniform = torch.Tensor.uniform_

    def single(t: torch.Tensor, *arguments: Any, **options: Any) -> torch.Tensor:
        out = uniform(t, *arguments, **options)
        if Memory.draw > 1 and t.numel() == 1 and len(arguments) == 2:
            least, most = arguments
            shape = random.choice((lambda u: u, lambda u: u ** 8, lambda u: 1 - u ** 8, lambda u: 0.5 + 4 * (u - 0.5) ** 3))
            t.fill_(least + (most - least) * shape(random.random()))
            # The upper bound itself is not drawn.
            while t.item() >= most > least:
                t.fill_(least + (most - least) * random.random())
        return out
    torch.Tensor.uniform_ = single


class ForeignMemory(BaseException):
    """Raised in place of a call that would read or write memory that is not its own."""


def guard_unmapped_outputs() -> None:
    """`torch.vmap` puts the batch among the sizes of an output that is not mapped without a look at where they begin and end."""
    import torch._functorch.vmap as module
    remove = module._remove_batch_dim

    def guarded(output: torch.Tensor, level: int, size: int, dim: int) -> torch.Tensor:
        is_mapped = torch._C._functorch.is_batchedtensor(output) and torch._C._functorch.maybe_get_level(output) >= level
        if not is_mapped and not 0 <= dim <= output.dim():
            raise ForeignMemory
        return remove(output, level, size, dim)
    module._remove_batch_dim = guarded


class Heap:
    """Fills small pieces of memory that are not in use with a byte, so that what an operator reads behind the end of a list shows."""

    def __init__(self) -> None:
        self.c = ctypes.CDLL(None)
        self.c.malloc.restype, self.c.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
        self.c.memset.restype, self.c.memset.argtypes = None, [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
        self.c.free.restype, self.c.free.argtypes = None, [ctypes.c_void_p]

    def fill(self, byte: int) -> None:
        chunks = [self.c.malloc(size) for size in SMALL_CHUNKS]
        for chunk, size in zip(chunks, SMALL_CHUNKS):
            self.c.memset(chunk, byte, size)
        for chunk in chunks:
            self.c.free(chunk)


def outcome(fact: dict[str, Any], names: dict[str, Any], draw: int) -> dict[str, Any]:
    """What the call does with the random numbers and the memory of a draw."""
    Memory.draw = draw
    # torch.manual_seed would note a traceback for each accelerator that is not there, which takes longer than most calls.
    torch.default_generator.manual_seed(draw)
    random.seed(draw)
    torch.set_default_dtype(torch.float32)
    return run(fact["e"], fact.get("pre", ""), names)


def done(said: dict[str, Any]) -> dict[str, Any]:
    return {key: said[key] for key in ("r", "x") if key in said}


def reads_foreign_memory(fact: dict[str, Any], first: dict[str, Any], fresh: Any, heap: Heap) -> bool:
    """Whether the call does something else where the memory that is not its own holds something else."""
    if "before" in fact and done(first) != fact["before"]:
        return True
    heap.fill(1)
    return done(outcome(fact, fresh(), 0)) != done(first)


def other_outcomes(fact: dict[str, Any], first: dict[str, Any], fresh: Any) -> list[dict[str, Any]]:
    """What else the call does by chance."""
    seen = [done(first)]
    for draw in range(1, fact["draws"] + 1):
        other = done(outcome(fact, fresh(), draw))
        if other not in seen:
            seen.append(other)
    return seen[1:]


def kept(first: dict[str, Any], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outcomes enough to tell by: before all, that a call which fails may go well, or the other way round."""
    return sorted(others, key=lambda other: ("x" in other) == ("x" in first))[:MOST_OUTCOMES]


def load() -> Any:
    """What every copy needs."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    torch.set_num_threads(1)
    torch.set_warn_always(True)
    fill_empty()
    guard_unmapped_outputs()
    return namespace()


def serve(lines: IO[str], replies: IO[str], fresh: Any) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    heap = Heap()
    for line in lines:
        fact = json.loads(line)
        if fact["draws"]:
            heap.fill(0)
        first = outcome(fact, fresh(), 0)
        if fact["draws"]:
            if reads_foreign_memory(fact, first, fresh, heap):
                first["foreign"] = True
            others = other_outcomes(fact, first, fresh)
            if others:
                first["also"] = kept(first, others)
        fact.pop("draws")
        fact.pop("before", None)
        fact.update(first)
        replies.write(json.dumps(fact) + "\n")
        replies.flush()


def copies(recorder: socket.socket) -> None:
    """Makes copies until the recorder is gone, and tells their process ids."""
    fresh = load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        said, pipes, _, _ = socket.recv_fds(recorder, 16, 2)
        if not said:
            return
        copy = os.fork()
        if copy == 0:
            recorder.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(os.fdopen(pipes[0]), os.fdopen(pipes[1], "w"), fresh)
            return
        for pipe in pipes:
            os.close(pipe)
        recorder.send(str(copy).encode())


if __name__ == "__main__":
    copies(socket.socket(fileno=int(sys.argv[1])))
