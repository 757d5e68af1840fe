"""Records PyTorch's own test samples (OpInfo and ModuleInfo) as facts: a check of the operator rules that was not written here.

usage: python scripts/oracle/samples.py [--only NAME]... [--out DIR] [--report]

Every sample becomes a Python expression about tensors of its shapes, types and strides, which is then evaluated as
the random calls of record.py are. An expression stands for its sample only if PyTorch does the same with both: most
need the shapes alone, some the elements, which are then written down. What is left out, and why, is counted.
"""
from __future__ import annotations

import argparse
import collections
import dataclasses
import inspect
import json
import math
import operator
import pathlib
import sys
import types
import unittest
import warnings
from typing import Any, Callable, Iterator

import torch
from torch.overrides import TorchFunctionMode, resolve_name

import evaluate
from record import UNUSABLE, write

sys.modules.setdefault("expecttest", types.ModuleType("expecttest"))
sys.modules["expecttest"].TestCase = unittest.TestCase  # type: ignore[attr-defined]
from torch.testing._internal.common_methods_invocations import op_db  # noqa: E402
from torch.testing._internal.common_modules import ModuleErrorEnum, module_db  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
OTHER_TYPES = (torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float64, torch.complex64, torch.complex128)
LONGEST = 1500
MOST_ELEMENTS = 256

# The reasons for which a sample is no fact about a shape.
PRIVATE = "a private function (its name begins with an underscore, or it stands in torch.ops)"
NOT_STRIDED = "a tensor that is sparse, nested, quantized, of a subclass or on another device"
NOT_SOURCE = "an argument that has no source: a function or an object of the test's own"
TOO_LONG = f"only the elements make the call what it is, and they are too many to write down ({LONGEST} characters)"
CHANCE = "what PyTorch does depends on the machine, on chance or on uninitialised memory"


class LeftOut(Exception):
    """A sample that is no fact; the reason."""


def main() -> None:
    options = parse_arguments()
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.set_warn_always(True)
    warnings.simplefilter("ignore")
    public = public_names()
    names = evaluate.namespace()
    evaluate.fill_empty()
    for family, calls in (("opinfo", op_calls(options.only, public)), ("moduleinfo", module_calls(options.only))):
        if options.family and family not in options.family:
            continue
        facts: dict[str, dict[str, Any]] = {}
        left_out: collections.Counter[str] = collections.Counter()
        for call in calls:
            try:
                fact = call.fact(names)
                facts.setdefault(fact["e"], fact)
            except LeftOut as reason:
                left_out[str(reason)] += 1
                if options.report:
                    print(f"{call.op}: {reason}: {call.shown()[:150]}")
        write(out / f"{family}.jsonl.gz", list(facts.values()))
        rejected = sum("x" in fact for fact in facts.values())
        print(f"{family}: {len(facts)} facts of {len({f['op'] for f in facts.values()})} operators, {rejected} rejected")
        for reason, count in left_out.most_common():
            print(f"  {count} left out: {reason}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", help="record this OpInfo or ModuleInfo only (repeatable)")
    parser.add_argument("--out", default=str(HERE.parents[1] / "test" / "goldens"))
    parser.add_argument("--family", action="append", choices=("opinfo", "moduleinfo"), help="record this family (repeatable; default: both)")
    parser.add_argument("--report", action="store_true", help="print every sample that is left out")
    return parser.parse_args()


# ---------------------------------------------------------------- calls


class Call:
    """A call of a function, a method or a module with the arguments of one sample."""

    def __init__(self, op: str, template: str, args: tuple[Any, ...], kwargs: dict[str, Any], run: Callable[[], Any], *, forward: tuple[tuple[Any, ...], dict[str, Any]] | None = None):
        self.op, self.template, self.args, self.kwargs, self.run, self.forward = op, template, args, kwargs, run, forward

    def shown(self) -> str:
        try:
            return self.source(shapes)
        except LeftOut as reason:
            return f"{self.template} ({reason})"

    def source(self, tensor: "Maker") -> str:
        """The call's text, each tensor written by `tensor`."""
        receiver, rest = "", self.args
        if "{self}" in self.template:
            receiver, rest = show(self.args[0], tensor), self.args[1:]
        if "{other}" in self.template:
            return self.template.format(self=receiver, other=show(rest[0], tensor)) if rest else self.template.format(self=receiver, other="")
        text = self.template.format(self=receiver, args=listed(rest, self.kwargs, tensor))
        return text if self.forward is None else f"{text}({listed(*self.forward, tensor)})"

    def fact(self, names: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        # What a call in place does to its arguments must not be written down: the text comes first.
        texts: list[str] = []
        failed: LeftOut | None = None
        for maker in (shapes, indices, ones, identities, elements):
            try:
                text = self.source(maker)
            except LeftOut as reason:
                failed = reason
                continue
            if len(text) <= LONGEST and text not in texts:
                texts.append(text)
        if not texts:
            raise failed or LeftOut(TOO_LONG)
        wanted = outcome_of(self.run)
        for text in texts:
            torch.manual_seed(0)
            found = {"op": self.op, "e": text, **evaluate.run(text, "", names())}
            if alike(wanted, found) and not UNUSABLE.search(json.dumps(found)):
                return found
        raise LeftOut(TOO_LONG if failed is not None else CHANCE)


def outcome_of(run: Callable[[], Any]) -> dict[str, Any]:
    try:
        with torch.no_grad():
            return {"r": evaluate.encode(run())}
    except Exception as error:  # noqa: BLE001
        return {"x": [type(error).__name__, evaluate.message_of(error)]}


def alike(a: dict[str, Any], b: dict[str, Any]) -> bool:
    if "x" in a or "x" in b:
        return a.get("x") == b.get("x")
    return bare(a["r"]) == bare(b["r"])


def bare(value: Any) -> Any:
    """A recorded value without strides and without numbers read from elements."""
    if isinstance(value, dict):
        return {k: (type(v).__name__ if k == "v" else bare(v)) for k, v in value.items() if k not in ("s", "p")}
    return [bare(item) for item in value] if isinstance(value, list) else value


# ---------------------------------------------------------------- OpInfo


def public_names() -> dict[int, str]:
    """The functions that PyTorch documents, by identity."""
    places = {"torch": torch, "F": torch.nn.functional, "torch.linalg": torch.linalg, "torch.fft": torch.fft, "torch.special": torch.special, "torch.signal.windows": torch.signal.windows}
    found: dict[int, str] = {}
    for path, module in places.items():
        for name, value in vars(module).items():
            if not name.startswith("_") and callable(value) and not isinstance(value, type):
                found.setdefault(id(value), f"{path}.{name}")
    return found


def op_calls(only: list[str] | None, public: dict[int, str]) -> Iterator[Call]:
    for info in op_db:
        if only and info.name not in only and info.formatted_name not in only:
            continue
        supported = info.supported_dtypes("cpu")
        first = torch.float32 if torch.float32 in supported else next((t for t in OTHER_TYPES if t in supported), None)
        if first is None:
            continue
        for sample in quietly(lambda: info.sample_inputs("cpu", first)):
            yield from variants(info, sample, public)
        for sample in quietly(lambda: info.error_inputs("cpu") if info.error_inputs_func else ()):
            yield from variants(info, sample.sample_input, public)
        for other in OTHER_TYPES:
            if other is not first:
                for sample, _ in zip(quietly(lambda: info.sample_inputs("cpu", other)), range(2)):
                    yield from variants(info, sample, public)


def quietly(make: Callable[[], Any]) -> Iterator[Any]:
    """The samples of a generator, up to where it fails of itself (a type that it does not make)."""
    torch.manual_seed(0)
    try:
        yield from make()
    except Exception:  # noqa: BLE001
        return


OPERATORS = {operator.add: "+", operator.sub: "-", operator.mul: "*", operator.truediv: "/", operator.floordiv: "//", operator.mod: "%", operator.pow: "**", operator.matmul: "@", operator.and_: "&", operator.or_: "|", operator.xor: "^",
             operator.lshift: "<<", operator.rshift: ">>", operator.eq: "==", operator.ne: "!=", operator.lt: "<", operator.le: "<=", operator.gt: ">", operator.ge: ">="}
UNARY = {operator.neg: "-", operator.invert: "~", operator.pos: "+", operator.abs: "abs"}


def variants(info: Any, sample: Any, public: dict[int, str]) -> Iterator[Call]:
    args = (sample.input, *sample.args)
    kwargs = sample.kwargs
    op = info.formatted_name
    name = public.get(id(info.op))
    if name is not None:
        yield Call(op, name + "({args})", args, kwargs, lambda: info.op(*copied(args), **copied(kwargs)))
    else:
        yield from calls_within(op, info.op, args, kwargs)
    if not isinstance(sample.input, torch.Tensor):
        return
    for method in (info.method_variant, info.inplace_variant):
        own = getattr(method, "__name__", "")
        if own and inspect.ismethoddescriptor(method) and getattr(torch.Tensor, own, None) is method:
            yield Call(op, "{self}." + own + "({args})", args, kwargs, lambda method=method: method(*copied(args), **copied(kwargs)))
    sign = OPERATORS.get(info.operator_variant)
    if sign is not None and len(args) == 2 and not kwargs:
        yield Call(op, "{self} " + sign + " {other}", args, kwargs, lambda: info.operator_variant(*copied(args)))
    elif info.operator_variant in UNARY and len(args) == 1 and not kwargs:
        yield Call(op, f"{UNARY[info.operator_variant]}({{self}}){{other}}", args, kwargs, lambda: info.operator_variant(*copied(args)))


class Outermost(TorchFunctionMode):
    """Notes the calls of public functions that a function of the test's own makes."""

    def __init__(self, op: str):
        super().__init__()
        self.op = op
        self.calls: list[Call] = []

    def __torch_function__(self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Any:
        kwargs = kwargs or {}
        name = resolve_name(func) or ""
        frozen, options = copied(args), copied(kwargs)
        template = template_of(name)
        if template is not None:
            self.calls.append(Call(self.op, template, frozen, options, lambda: func(*copied(frozen), **copied(options))))
        return func(*args, **kwargs)


def template_of(name: str) -> str | None:
    if name.endswith(("__get__", "__set__")) or name.startswith("torch.ops") or any(part.startswith("_") and not part.startswith("__") for part in name.split(".")) or not name.startswith("torch."):
        return None
    if name.startswith("torch.Tensor."):
        method = name.removeprefix("torch.Tensor.")
        if method == "__getitem__":
            return "{self}[{args}]"
        return None if method.startswith("__") else "{self}." + method + "({args})"
    return name.replace("torch.nn.functional.", "F.") + "({args})"


def calls_within(op: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[Call]:
    mode = Outermost(op)
    try:
        with torch.no_grad(), mode:
            function(*copied(args), **copied(kwargs))
    except Exception:  # noqa: BLE001
        pass
    if not mode.calls:
        raise_later = Call(op, PRIVATE, args, kwargs, lambda: None)
        raise_later.fact = lambda names: left_out(PRIVATE)  # type: ignore[method-assign]
        yield raise_later
    yield from mode.calls


def left_out(reason: str) -> dict[str, Any]:
    raise LeftOut(reason)


def copied(value: Any) -> Any:
    """The value with tensors of its own, so that a call in place changes no other."""
    if isinstance(value, torch.Tensor):
        if not is_plain(value):
            return value
        return expanded(value) if overlaps(value) else torch.empty_strided(value.shape, value.stride(), dtype=value.dtype).copy_(value)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(copied(item) for item in value)
    if type(value) is list:
        return [copied(item) for item in value]
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return value


def is_plain(t: torch.Tensor) -> bool:
    return type(t) in (torch.Tensor, torch.nn.Parameter) and t.layout is torch.strided and not t.is_quantized and not t.is_nested and t.device.type == "cpu"


def overlaps(t: torch.Tensor) -> bool:
    return any(size > 1 and step == 0 for size, step in zip(t.shape, t.stride()))


def expanded(t: torch.Tensor) -> torch.Tensor:
    """A copy of a tensor that was expanded."""
    narrow = t
    for dim, step in enumerate(t.stride()):
        if step == 0 and t.shape[dim] > 1:
            narrow = narrow.narrow(dim, 0, 1)
    return narrow.clone().expand(t.shape)


# ---------------------------------------------------------------- ModuleInfo


def module_calls(only: list[str] | None) -> Iterator[Call]:
    remember_layers()
    for info in module_db:
        made_with.clear()
        if only and info.name not in only and info.formatted_name not in only:
            continue
        cls = info.module_cls
        if getattr(torch.nn, cls.__name__, None) is not cls:
            continue
        for dtype in info.supported_dtypes("cpu"):
            for training in (True, False):
                for sample in quietly(lambda: info.module_inputs_func(info, device="cpu", dtype=dtype, requires_grad=False, training=training)):
                    yield module_call(info, sample, dtype, training)
        if info.module_error_inputs_func:
            for training in (True, False):
                for sample in quietly(lambda: info.module_error_inputs_func(info, device="cpu", dtype=torch.float32, requires_grad=False, training=training)):
                    called = sample.error_on is ModuleErrorEnum.FORWARD_ERROR
                    yield module_call(info, sample.module_error_input, torch.float32, training, called)


def module_call(info: Any, sample: Any, dtype: torch.dtype, training: bool, called: bool = True) -> Call:
    args, kwargs = sample.constructor_input.args, dict(sample.constructor_input.kwargs)
    called = called and sample.forward_input is not None
    inputs, options = (sample.forward_input.args, dict(sample.forward_input.kwargs)) if called else ((), {})
    if dtype is not torch.float32 and takes_dtype(info.module_cls):
        kwargs.setdefault("dtype", dtype)

    def run() -> Any:
        torch.manual_seed(0)
        module = info.module_cls(*args, **kwargs)
        if not called:
            return module
        return module.train(training)(*copied(inputs), **copied(options))
    template = f"nn.{info.module_cls.__name__}({{args}})" + ("" if training or not called else ".eval()")
    return Call(info.formatted_name, template, args, kwargs, run, forward=(inputs, options) if called else None)


made_with: dict[int, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {}
"""The layers that samples make for arguments, with what they were made of."""


def remember_layers() -> None:
    def new(cls: type, *args: Any, **kwargs: Any) -> Any:
        made = object.__new__(cls)
        made_with[id(made)] = (made, args, kwargs)
        return made
    torch.nn.Module.__new__ = new  # type: ignore[method-assign, assignment]


def takes_dtype(cls: type) -> bool:
    return any("dtype" in inspect.signature(c.__init__).parameters for c in cls.__mro__ if issubclass(c, torch.nn.Module))


# ---------------------------------------------------------------- source

Maker = Callable[[torch.Tensor], str]


def listed(args: tuple[Any, ...], kwargs: dict[str, Any], tensor: Maker) -> str:
    return ", ".join([*(show(value, tensor) for value in args), *(f"{name}={show(value, tensor)}" for name, value in kwargs.items())])


def show(value: Any, tensor: Maker) -> str:
    if isinstance(value, torch.Tensor):
        if not is_plain(value):
            raise LeftOut(NOT_STRIDED)
        return tensor(value)
    if value is None or value is Ellipsis or isinstance(value, (bool, str)):
        return "..." if value is Ellipsis else repr(value)
    if type(value) is int:
        return repr(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else f"float('{value}')"
    if type(value) is complex:
        return repr(value)
    if isinstance(value, slice):
        return f"slice({show(value.start, tensor)}, {show(value.stop, tensor)}, {show(value.step, tensor)})"
    if isinstance(value, torch.Size) or type(value) is tuple:
        items = ", ".join(show(item, tensor) for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    if type(value) is list:
        return "[" + ", ".join(show(item, tensor) for item in value) + "]"
    if type(value) is dict:
        return "{" + ", ".join(f"{show(k, tensor)}: {show(v, tensor)}" for k, v in value.items()) + "}"
    if isinstance(value, (torch.dtype, torch.layout, torch.memory_format)):
        return str(value)
    if isinstance(value, torch.device):
        return repr(str(value))
    if isinstance(value, torch.nn.Module) and id(value) in made_with:
        args, kwargs = made_with[id(value)][1:]
        return f"nn.{type(value).__name__}({listed(args, kwargs, tensor)})"
    if dataclasses.is_dataclass(value) and getattr(torch.nn, type(value).__name__, None) is type(value):
        return f"nn.{type(value).__name__}({listed((), {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.init}, tensor)})"
    named = getattr(value, "__name__", "")
    for path, place in (("F", torch.nn.functional), ("torch", torch), ("nn", torch.nn)):
        if named and getattr(place, named, None) is value:
            return f"{path}.{named}"
    if value in (float, int, bool, complex):
        return value.__name__
    raise LeftOut(NOT_SOURCE)


def dtype_of(t: torch.Tensor) -> str:
    return "" if t.dtype is torch.float32 else f", dtype={t.dtype}"


def tuple_of(sizes: Any) -> str:
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(map(str, sizes))})"


def plain(t: torch.Tensor, maker: str) -> str:
    """A tensor of the shape, type and strides made by `maker`."""
    if t.is_contiguous():
        return f"torch.{maker}({tuple_of(t.shape)}{dtype_of(t)})"
    order = sorted(range(t.dim()), key=lambda d: (-t.stride(d), d))
    packed = [t.shape[d] for d in order]
    if not overlaps(t) and list(torch.empty(packed).permute(inverse(order)).stride()) == list(t.stride()):
        return f"torch.{maker}({tuple_of(packed)}{dtype_of(t)}).permute({tuple_of(inverse(order))})"
    small = [1 if step == 0 else size for size, step in zip(t.shape, t.stride())]
    if overlaps(t) and torch.empty(small).stride() is not None and list(torch.empty(small).expand(t.shape).stride()) == list(t.stride()):
        return f"torch.{maker}({tuple_of(small)}{dtype_of(t)}).expand({tuple_of(t.shape)})"
    needed = 1 + sum((size - 1) * step for size, step in zip(t.shape, t.stride())) if t.numel() else 0
    return f"torch.{maker}(({needed},){dtype_of(t)}).as_strided({tuple_of(t.shape)}, {tuple_of(t.stride())})"


def inverse(order: list[int]) -> list[int]:
    return [order.index(d) for d in range(len(order))]


def shapes(t: torch.Tensor) -> str:
    return plain(t, "empty")


def ones(t: torch.Tensor) -> str:
    return plain(t, "ones")


def identities(t: torch.Tensor) -> str:
    """Square matrices are identities, integers written down, the rest ones."""
    square = t.dim() >= 2 and t.shape[-1] == t.shape[-2] and t.dtype.is_floating_point | t.dtype.is_complex and t.is_contiguous()
    if not square:
        return elements(t) if not (t.dtype.is_floating_point or t.dtype.is_complex) else ones(t)
    eye = f"torch.eye({t.shape[-1]}{dtype_of(t)})"
    return eye if t.dim() == 2 else f"{eye}.repeat({tuple_of([*t.shape[:-2], 1, 1])})"


def indices(t: torch.Tensor) -> str:
    """Integers written down, the rest of the shape."""
    return shapes(t) if t.dtype.is_floating_point or t.dtype.is_complex else elements(t)


def elements(t: torch.Tensor) -> str:
    if t.numel() > MOST_ELEMENTS:
        raise LeftOut(TOO_LONG)
    if t.numel() == 0:
        return shapes(t)
    made = f"torch.tensor({nested(rounded(t.tolist()))}{dtype_of(t)})"
    if t.is_contiguous():
        return made
    order = sorted(range(t.dim()), key=lambda d: (-t.stride(d), d))
    if not overlaps(t) and list(t.permute(order).stride()) == list(torch.empty([t.shape[d] for d in order]).stride()):
        return f"torch.tensor({nested(rounded(t.permute(order).tolist()))}{dtype_of(t)}).permute({tuple_of(inverse(order))})"
    needed = 1 + sum((size - 1) * step for size, step in zip(t.shape, t.stride()))
    if needed > MOST_ELEMENTS:
        raise LeftOut(TOO_LONG)
    base = t.as_strided((needed,), (1,), t.storage_offset())
    return f"torch.tensor({nested(rounded(base.tolist()))}{dtype_of(t)}).as_strided({tuple_of(t.shape)}, {tuple_of(t.stride())})"


def rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.3g}")
    if isinstance(value, complex):
        return complex(float(f"{value.real:.3g}"), float(f"{value.imag:.3g}"))
    return value


def nested(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(nested(item) for item in value) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return f"float('{value}')"
    return repr(value)


if __name__ == "__main__":
    main()
