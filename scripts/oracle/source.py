"""Python source text with holes: the calls that the recorder makes up, and the ways to spoil one of them.

A node shows itself as source (`str(node)`). `spoil` changes one leaf of it (a dim, a number, a string, a
dtype, the rank of a tensor), which is how most of the calls that PyTorch rejects come about.
"""
from __future__ import annotations

import random
from typing import Any, Callable, Iterator, Sequence

OMIT = object()
FLOATS = ("float32", "float64", "float16", "bfloat16")
INTEGERS = ("int64", "int32", "int16", "int8", "uint8", "bool")


class Code(str):
    """Source text that is shown as it stands and never spoiled."""


class Star(tuple):
    """A tuple shown without its parentheses: the dims of `x.view(2, 3)`."""


def show(value: Any) -> str:
    if isinstance(value, (Code, Node)):
        return str(value)
    if isinstance(value, Star):
        return ", ".join(show(item) for item in value)
    if isinstance(value, tuple):
        return "(" + ", ".join(show(item) for item in value) + (",)" if len(value) == 1 else ")")
    if isinstance(value, list):
        return "[" + ", ".join(show(item) for item in value) + "]"
    return repr(value)


class Node:
    def leaves(self) -> Iterator[tuple[Any, Callable[[Any], None]]]:
        """Each leaf with the function that replaces it."""
        return iter(())


def leaves_of(kids: list[Any]) -> Iterator[tuple[Any, Callable[[Any], None]]]:
    for index, kid in enumerate(kids):
        def put(value: Any, index: int = index) -> None:
            kids[index] = value
        if isinstance(kid, Tensor):
            yield kid, put
        elif isinstance(kid, Node):
            yield from kid.leaves()
        elif isinstance(kid, (list, tuple)) and any(isinstance(item, Node) for item in kid):
            items = list(kid)
            for leaf, change in leaves_of(items):
                def replace(value: Any, change: Any = change, items: Any = items, kid: Any = kid, put: Any = put) -> None:
                    change(value)
                    put(type(kid)(items))
                yield leaf, replace
            yield kid, put
        elif kid is not OMIT and not isinstance(kid, Code):
            yield kid, put


class Text(Node):
    """`Text("{}[{}]", x, 0)`: a template and what stands in its holes."""

    def __init__(self, template: str, *kids: Any):
        self.template, self.kids = template, list(kids)

    def __str__(self) -> str:
        parts = self.template.split("{}")
        out = parts[0]
        for kid, part in zip(self.kids, parts[1:], strict=True):
            out += show(kid) + part
        return out

    def leaves(self):
        return leaves_of(self.kids)


class Call(Node):
    """A call; arguments with a name are shown by position up to `cut` and by keyword from there on."""

    def __init__(self, callee: str | Node, positional: Sequence[Any], named: dict[str, Any], cut: int):
        self.callee, self.cut = callee, cut
        self.names = [None] * len(positional) + list(named)
        self.kids = list(positional) + list(named.values())

    def __str__(self) -> str:
        shown, by_keyword = [], False
        for index, (name, kid) in enumerate(zip(self.names, self.kids)):
            if kid is OMIT:
                by_keyword = True
                continue
            by_keyword = by_keyword or (name is not None and index >= self.cut)
            if isinstance(kid, Star) and not kid:
                continue
            if by_keyword and name is not None:
                shown.append(f"{name}={show(tuple(kid) if isinstance(kid, Star) else kid)}")
            else:
                shown.append(show(kid))
        return f"{self.callee}({', '.join(shown)})"

    def leaves(self):
        if isinstance(self.callee, Node):
            yield from self.callee.leaves()
        yield from leaves_of(self.kids)


class Tensor(Node):
    def __init__(self, shape: Sequence[int], dtype: str | None, make: str, high: int = 1, layout: tuple = ()):
        self.shape, self.dtype, self.make, self.high, self.layout = list(shape), dtype, make, high, layout

    def __str__(self) -> str:
        shape, tail = laid_out(self.shape, self.layout)
        make = self.make
        if self.dtype in INTEGERS and make in ("rand", "randn", "empty"):
            make = "zeros"
        dtype = "" if self.dtype is None else f", dtype=torch.{self.dtype}"
        dims = ", ".join(map(str, shape)) or "()"
        as_tuple = f"({dims}{',' if len(shape) == 1 else ''})" if shape else "()"
        if make == "full":
            return f"torch.full({as_tuple}, {self.high}{dtype}){tail}"
        return f"torch.{make}({dims}{dtype}){tail}"

    def copy(self, shape: Sequence[int] | None = None, dtype: str | None = None) -> "Tensor":
        return Tensor(self.shape if shape is None else shape, dtype or self.dtype, self.make, self.high, self.layout)


def laid_out(shape: list[int], layout: tuple) -> tuple[list[int], str]:
    """The shape to create and the view that makes `shape` of it, with the strides the layout asks for."""
    rank = len(shape)
    if not layout or max((abs(d) for d in layout[1:]), default=0) >= rank:
        return shape, ""
    kind, *dims = layout
    base = list(shape)
    if kind == "transpose":
        a, b = dims
        base[a], base[b] = base[b], base[a]
        return base, f".transpose({a}, {b})"
    if kind == "permute" and len(dims) == rank:
        for place, dim in enumerate(dims):
            base[dim] = shape[place]
        return base, f".permute({', '.join(map(str, dims))})"
    if kind == "expand":
        base[dims[0]] = 1
        return base, f".expand({', '.join(map(str, shape))})"
    if kind == "step":
        base[dims[0]] *= 2
        return base, "[" + ":, " * dims[0] + "::2]"
    if kind == "skip":
        base[dims[0]] += 1
        return base, "[" + ":, " * dims[0] + "1:]"
    return shape, ""


class Gen(random.Random):
    """Random choices of the kinds a call needs."""

    def chance(self, p: float) -> bool:
        return self.random() < p

    def maybe(self, p: float, value: Any) -> Any:
        """`value` with probability p, else the argument is left out."""
        return value if self.random() < p else OMIT

    def dims(self, rank: int, low: int = 1, high: int = 6) -> list[int]:
        return [self.randint(low, high) for _ in range(rank)]

    def flag(self) -> bool:
        return self.random() < 0.5

    def layout(self, rank: int) -> tuple:
        if rank == 0:
            return ()
        kind = self.choice(("transpose", "permute", "expand", "step", "skip"))
        if kind == "transpose":
            return (kind, *self.sample(range(rank), 2)) if rank > 1 else ()
        if kind == "permute":
            return (kind, *self.sample(range(rank), rank))
        return (kind, self.randrange(rank))

    def tensor(self, shape: Sequence[int], dtype: str | None = None, strided: float = 0.1, make: str | None = None, high: int = 1) -> Tensor:
        if make is None:
            make = self.choice(("zeros", "ones")) if dtype in INTEGERS else self.choice(("empty", "empty", "zeros", "ones", "rand", "randn"))
        return Tensor(shape, dtype, make, high, self.layout(len(shape)) if self.chance(strided) else ())

    def index(self, shape: Sequence[int], high: int, dtype: str = "int64", strided: float = 0.05) -> Tensor:
        """Equal integers, valid below `high` (zeros where `high` is 0): the source tells what the tensor holds."""
        if high > 1 and self.chance(0.4):
            return Tensor(shape, None if dtype == "int64" else dtype, "full", self.randrange(high), ())
        return self.tensor(shape, dtype, strided, make="zeros")

    def call(self, callee: str | Node, *positional: Any, **named: Any) -> Call:
        """Keyword order is the signature's order; each may come by position or by name. A trailing `_` of a name is dropped."""
        clean = {name.rstrip("_"): value for name, value in named.items()}
        count = len(positional) + len(clean)
        cut = count if self.chance(0.4) else self.randint(len(positional), count)
        return Call(callee, positional, clean, cut)

    def method(self, receiver: Any, name: str, *positional: Any, **named: Any) -> Call:
        return self.call(Text("{}." + name, receiver), *positional, **named)

    def either(self, name: str, x: Any, *positional: Any, **named: Any) -> Call:
        """The function `torch.name(x, …)` or the method `x.name(…)`."""
        if self.chance(0.5):
            return self.method(x, name, *positional, **named)
        return self.call(f"torch.{name}", x, *positional, **named)

    def spread(self, values: Sequence[Any]) -> Any:
        """Dims as varargs, tuple or list."""
        return self.choice((Star, tuple, list))(values)

    def per_dim(self, n: int, low: int, high: int, tuples: float = 0.4) -> int | tuple[int, ...]:
        """A kernel size or the like: one int for all dims, or one for each."""
        if self.chance(tuples):
            return tuple(self.randint(low, high) for _ in range(n))
        return self.randint(low, high)

    def negative(self, dim: int, rank: int) -> int:
        """The same dim, sometimes counted from the end."""
        return dim - rank if self.chance(0.4) else dim


def each(value: int | Sequence[int], n: int) -> list[int]:
    """A kernel size or the like as one int for each of n dims."""
    return [value] * n if isinstance(value, int) else list(value)


WORDS = ("same", "valid", "mean", "sum", "none", "reflect", "zeros", "constant", "bilinear", "nearest", "xyz")


# What hardly anybody gives for an option, and what is as true or false as True and False.
ODD = (None, True, False, 0, 1, 2, -1, 1.0, 0.0, 2.5, "", "xyz", (), [], (1,), [1], [0], (True,), (1, 2), [1.5], {}, {"a": 1}, Code("torch.float64"), Code("float('nan')"), Code("float('inf')"))


def spoil(r: Gen, *roots: Node) -> None:
    """Change one leaf of the nodes. The call may still be valid: PyTorch decides."""
    found = [slot for root in roots for slot in root.leaves()]
    if not found:
        return
    weights = [3 if isinstance(leaf, Tensor) else 0.3 if isinstance(leaf, (bool, float, str)) or leaf is None else 1 for leaf, _ in found]
    leaf, put = r.choices(found, weights)[0]
    put(spoiled(r, leaf))


def spoiled(r: Gen, leaf: Any) -> Any:
    if isinstance(leaf, Tensor):
        return spoiled_tensor(r, leaf)
    if isinstance(leaf, bool):
        return r.choice((*ODD, Code("torch.ones(())"), Code("torch.ones(2)"))) if r.chance(0.25) else r.choices((not leaf, None, 2, "xyz"), (5, 1, 1, 1))[0]
    if isinstance(leaf, int):
        return spoiled_int(r, leaf)
    if isinstance(leaf, float):
        if r.chance(0.12):
            return r.choice(ODD)
        return r.choices((-leaf, 0.0, leaf + 1.5, 2, -1, None, "xyz"), (3, 3, 3, 2, 2, 1, 1))[0]
    if isinstance(leaf, str):
        if r.chance(0.12):
            return r.choice(ODD)
        return r.choices((r.choice(WORDS), leaf.upper(), leaf[:-1], None, 1), (6, 1, 2, 1, 1))[0]
    if leaf is None:
        return r.choice(ODD) if r.chance(0.25) else r.choices((1, 0, -1, True, (1, 2), 0.5), (3, 2, 2, 1, 2, 1))[0]
    if isinstance(leaf, (tuple, list)):
        return spoiled_sequence(r, leaf)
    return leaf


def spoiled_int(r: Gen, value: int) -> Any:
    way = r.random()
    if way < 0.3:
        return value + r.choice((-1, 1))
    if way < 0.5:
        return r.choice((0, -1, -2, -value, -value - 1))
    if way < 0.62:
        return r.randint(-4, 12)
    if way < 0.74:
        return value * 2 + r.randint(0, 3)
    if way < 0.88:
        return r.choice(((value,), (value, value), (value, value + 1), (value,) * 3, (), [value], [value, 0]))
    if way < 0.94:
        return float(value)
    return r.choice((None, "xyz", True, float(value) + 0.5, False, r.choice(ODD)))


def spoiled_sequence(r: Gen, value: Sequence[Any]) -> Any:
    items, kind = list(value), type(value)
    way = r.random()
    if way < 0.5 and items:
        place = r.randrange(len(items))
        items[place] = spoiled_int(r, items[place]) if type(items[place]) is int and r.chance(0.85) else spoiled(r, items[place])
    elif way < 0.65 and items:
        items.pop(r.randrange(len(items)))
    elif way < 0.85:
        items.insert(r.randint(0, len(items)), r.choice(items) if items and r.chance(0.6) else r.randint(-1, 5))
    elif way < 0.9:
        items = []
    elif items:
        return items[0]
    return kind(items)


def spoiled_tensor(r: Gen, tensor: Tensor) -> Any:
    shape, way = list(tensor.shape), r.random()
    if way < 0.42 and shape:
        dim = r.randrange(len(shape))
        shape[dim] = max(0, shape[dim] + r.choice((-2, -1, 1, 1, 2, 3, 5)))
    elif way < 0.54 and shape:
        shape.pop(r.randrange(len(shape)))
    elif way < 0.66:
        shape.insert(r.randint(0, len(shape)), r.randint(1, 4))
    elif way < 0.72 and len(shape) > 1:
        a, b = r.sample(range(len(shape)), 2)
        shape[a], shape[b] = shape[b], shape[a]
    elif way < 0.78 and shape:
        shape[r.randrange(len(shape))] = r.choice((0, 1))
    elif way < 0.83:
        shape = shape[:1] if r.chance(0.5) else []
    elif way < 0.88:
        shape = shape[:max(0, len(shape) - 2)] if r.chance(0.5) else shape + r.dims(2, 1, 4)
    elif way < 0.93:
        return tensor.copy(dtype=r.choice(FLOATS + INTEGERS + ("complex64",)))
    elif way < 0.97 and shape:
        shape = [max(0, size + r.choice((-1, 0, 1))) for size in shape]
    else:
        return r.choice((None, 1, 2.5, tuple(shape), "xyz"))
    return tensor.copy(shape)
