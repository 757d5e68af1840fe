"""Pooling, 1d to 3d, as class, function and torch.* function, with its inverse."""
from __future__ import annotations

from source import OMIT, Code, Gen, Text, each

from families.registry import Registry

OPS = Registry()
LIMIT = {1: 14, 2: 12, 3: 7}


def window(r: Gen, n: int, dilated: bool, padded: bool = True) -> dict:
    kernel = r.per_dim(n, 1, 4, 0.35)
    k = each(kernel, n)
    stride = (None if r.chance(0.15) else r.per_dim(n, 1, 4, 0.35)) if r.chance(0.55) else OMIT
    padding = OMIT
    if padded and r.chance(0.5):
        halves = [size // 2 for size in k]
        padding = r.randint(0, min(halves)) if r.chance(0.6) else tuple(r.randint(0, half) for half in halves)
    dilation = r.per_dim(n, 1, 3, 0.35) if dilated and r.chance(0.35) else OMIT
    d = each(1 if dilation is OMIT else dilation, n)
    p = each(0 if padding is OMIT else padding, n)
    spatial = [max(1, d[i] * (k[i] - 1) + 1 - 2 * p[i]) + r.randint(0, LIMIT[n] // 2) for i in range(n)]
    return dict(kernel=kernel, stride=stride, padding=padding, dilation=dilation, spatial=spatial, ceil=r.maybe(0.45, r.chance(0.8)))


def image(r: Gen, spatial: list[int], strided: float = 0.1):
    batch = [] if r.chance(0.25) else [0 if r.chance(0.04) else r.randint(1, 3)]
    return r.tensor([*batch, 0 if r.chance(0.02) else r.randint(1, 3), *spatial], "float64" if r.chance(0.05) else None, strided)


def max_class(n: int):
    def make(r: Gen):
        a = window(r, n, True)
        module = r.call(f"nn.MaxPool{n}d", kernel_size=a["kernel"], stride=a["stride"], padding=a["padding"], dilation=a["dilation"],
                        return_indices=r.maybe(0.25, r.chance(0.8)), ceil_mode=a["ceil"])
        return r.call(module, image(r, a["spatial"]))
    return make


def max_function(n: int, name: str, returns: bool):
    def make(r: Gen):
        a = window(r, n, True)
        rest = dict(return_indices=r.maybe(0.25, r.chance(0.8))) if returns else {}
        call = r.call(name, image(r, a["spatial"]), kernel_size=a["kernel"], stride=a["stride"], padding=a["padding"], dilation=a["dilation"], ceil_mode=a["ceil"], **rest)
        if name.startswith("F.") and returns and "ceil_mode" in call.names and r.chance(0.5):
            call.cut = min(call.cut, call.names.index("ceil_mode"))
        return call
    return make


def average_class(n: int):
    def make(r: Gen):
        a = window(r, n, False)
        rest = {} if n == 1 else dict(divisor_override=r.maybe(0.2, r.choice((None, 1, 2, 5))))
        module = r.call(f"nn.AvgPool{n}d", kernel_size=a["kernel"], stride=a["stride"], padding=a["padding"], ceil_mode=a["ceil"], count_include_pad=r.maybe(0.3, r.flag()), **rest)
        return r.call(module, image(r, a["spatial"]))
    return make


def average_function(n: int, space: str):
    def make(r: Gen):
        a = window(r, n, False)
        if a["stride"] is None and r.chance(0.5):
            a["stride"] = OMIT
        rest = {} if n == 1 else dict(divisor_override=r.maybe(0.2, r.choice((None, 1, 2, 5))))
        return r.call(f"{space}.avg_pool{n}d", image(r, a["spatial"]), kernel_size=a["kernel"], stride=a["stride"], padding=a["padding"], ceil_mode=a["ceil"],
                      count_include_pad=r.maybe(0.3, r.flag()), **rest)
    return make


def power_class(n: int):
    def make(r: Gen):
        a = window(r, n, False, padded=False)
        return r.call(r.call(f"nn.LPPool{n}d", r.choice((1, 2, 2.0, 3.5)), kernel_size=a["kernel"], stride=a["stride"], ceil_mode=a["ceil"]), image(r, a["spatial"]))
    return make


def power_function(n: int):
    def make(r: Gen):
        a = window(r, n, False, padded=False)
        return r.call(f"F.lp_pool{n}d", image(r, a["spatial"]), r.choice((1, 2, 2.0, 3.5)), kernel_size=a["kernel"], stride=a["stride"], ceil_mode=a["ceil"])
    return make


def output_size(r: Gen, n: int):
    if r.chance(0.5):
        return r.randint(1, 7)
    sizes = [None if r.chance(0.25) else r.randint(1, 7) for _ in range(n)]
    return r.choice((tuple, list))(sizes)


def adaptive_class(kind: str, n: int):
    def make(r: Gen):
        rest = dict(return_indices=r.maybe(0.3, r.flag())) if kind == "Max" else {}
        return r.call(r.call(f"nn.Adaptive{kind}Pool{n}d", output_size=output_size(r, n), **rest), image(r, r.dims(n, 1, 8)))
    return make


def adaptive_function(kind: str, n: int):
    def make(r: Gen):
        rest = dict(return_indices=r.maybe(0.3, r.flag())) if kind == "max" else {}
        return r.call(f"F.adaptive_{kind}_pool{n}d", image(r, r.dims(n, 1, 8)), output_size=output_size(r, n), **rest)
    return make


def unpool(n: int, of_class: bool):
    """The inverse of a max pooling: of one that was run just before, or of zero indices of the same shape."""
    def make(r: Gen):
        a = window(r, n, False)
        arguments = dict(kernel_size=a["kernel"], stride=a["stride"], padding=a["padding"])
        pre: tuple = ()
        x = image(r, a["spatial"], 0)
        if r.chance(0.5):
            pre = (Text("y, i = {}", r.call(f"F.max_pool{n}d", x, **{**arguments, "return_indices": Code("True")})),)
            pooled, indices = Code("y"), Code("i")
            sizes = a["spatial"]
        else:
            lead = list(x.shape[:-n])
            spatial = r.dims(n, 1, 5)
            pooled = r.tensor([*lead, *spatial])
            indices = r.tensor([*lead, *spatial], "int64", 0, make="zeros")
            k, s, p = each(a["kernel"], n), each(a["kernel"] if a["stride"] in (OMIT, None) else a["stride"], n), each(0 if a["padding"] is OMIT else a["padding"], n)
            sizes = [(spatial[i] - 1) * s[i] - 2 * p[i] + k[i] + r.choice((0, 0, 1, -1)) for i in range(n)]
        size = OMIT
        if r.chance(0.35):
            size = [*x.shape[:-n], *sizes] if r.chance(0.3) else list(sizes)
            size = r.choice((list, tuple, lambda v: Code(f"torch.Size({v})")))(size)
        if of_class:
            return (*pre, r.call(r.call(f"nn.MaxUnpool{n}d", **arguments), pooled, indices, output_size=size))
        return (*pre, r.call(f"F.max_unpool{n}d", pooled, indices, **arguments, output_size=size))
    return make


def fractional(n: int, of_class: bool):
    def make(r: Gen):
        kernel = r.per_dim(n, 1, 3)
        k = each(kernel, n)
        sizes = [r.randint(1, 4) for _ in range(n)]
        spatial = [sizes[i] + k[i] - 1 + r.randint(0, 4) for i in range(n)]
        rest = {}
        if r.chance(0.55):
            rest["output_size"] = tuple(sizes) if r.chance(0.6) else min(sizes)
        elif r.chance(0.9):
            rest["output_ratio"] = tuple(r.choice((0.3, 0.5, 0.75, 0.9)) for _ in range(n)) if r.chance(0.5) else r.choice((0.3, 0.5, 0.75))
        rest["return_indices"] = r.maybe(0.3, r.flag())
        x = image(r, spatial)
        if r.chance(0.12):
            rest["_random_samples"] = r.tensor([*x.shape[:-n], n] if len(x.shape) > n + 1 else [1, x.shape[0], n], make="rand", strided=0)
        if of_class:
            return r.call(r.call(f"nn.FractionalMaxPool{n}d", kernel_size=kernel, **rest), x)
        call = r.call(f"F.fractional_max_pool{n}d", x, kernel_size=kernel, **rest)
        call.cut = min(call.cut, 2)
        return call
    return make


for dims in (1, 2, 3):
    OPS.op(f"nn.MaxPool{dims}d", 5 if dims == 2 else 3)(max_class(dims))
    OPS.op(f"F.max_pool{dims}d", 3 if dims == 2 else 2)(max_function(dims, f"F.max_pool{dims}d", True))
    OPS.op(f"F.max_pool{dims}d_with_indices", 0.5)(max_function(dims, f"F.max_pool{dims}d_with_indices", False))
    OPS.op(f"torch.max_pool{dims}d")(max_function(dims, f"torch.max_pool{dims}d", False))
    OPS.op(f"nn.AvgPool{dims}d", 4 if dims == 2 else 2.5)(average_class(dims))
    OPS.op(f"F.avg_pool{dims}d", 2)(average_function(dims, "F"))
    OPS.op(f"nn.LPPool{dims}d", 1.2)(power_class(dims))
    OPS.op(f"F.lp_pool{dims}d")(power_function(dims))
    for kind in ("Max", "Avg"):
        OPS.op(f"nn.Adaptive{kind}Pool{dims}d", 2 if dims == 2 else 1.5)(adaptive_class(kind, dims))
        OPS.op(f"F.adaptive_{kind.lower()}_pool{dims}d", 1.2)(adaptive_function(kind.lower(), dims))
    OPS.op(f"nn.MaxUnpool{dims}d", 1.5)(unpool(dims, True))
    OPS.op(f"F.max_unpool{dims}d")(unpool(dims, False))
    if dims > 1:
        OPS.op(f"nn.FractionalMaxPool{dims}d", 1.2)(fractional(dims, True))
        OPS.op(f"F.fractional_max_pool{dims}d")(fractional(dims, False))


@OPS.op("torch.max_pool1d_with_indices", 0.5)
def max_pool1d_with_indices(r: Gen):
    return max_function(1, "torch.max_pool1d_with_indices", False)(r)


@OPS.op("torch.adaptive_avg_pool1d", 0.5)
def adaptive_avg_pool1d(r: Gen):
    return r.call("torch.adaptive_avg_pool1d", image(r, r.dims(1, 1, 8)), output_size(r, 1))


@OPS.op("torch.adaptive_max_pool1d", 0.5)
def adaptive_max_pool1d(r: Gen):
    return r.call("torch.adaptive_max_pool1d", image(r, r.dims(1, 1, 8)), output_size(r, 1))


@OPS.op("torch.avg_pool1d", 0.5)
def avg_pool1d(r: Gen):
    return average_function(1, "torch")(r)
