"""Records what PyTorch's pooling functions give on data that a seed and a kind describe: test/webview/pooling.jsonl.gz.

One line a case. Max pooling is kept as hashes of values and indices (it must be equal bit for bit), the others as bits.
The data are made by `numbers`, which test/webview/data.ts spells out again.

    python scripts/oracle/pooling.py          (PyTorch 2.13, CPU)
"""

import base64
import gzip
import json
import random
import struct
from pathlib import Path

import torch
import torch.nn.functional as F

KINDS = ["uniform", "ties", "nan", "infinite", "zeros", "denormal", "huge", "special", "any"]


def xorshift(seed):
    x = seed
    while True:
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        yield x


def bits_of(value):
    return struct.unpack("<I", struct.pack("<f", value))[0]


NAN, INF, SIGN = 0x7FC00000, 0x7F800000, 0x80000000


def uniform(u):
    return bits_of(((u >> 8) - 2**23) / 2**22)


def tied(u):
    return bits_of((u >> 8) % 5 - 2)


def number(kind, u, more):
    sign = SIGN if u & 1 else 0
    pick = (u >> 4) % 8
    if kind == "uniform":
        return uniform(u)
    if kind == "ties":
        return tied(u)
    if kind == "nan":
        return NAN if pick < 2 else tied(u)
    if kind == "infinite":
        return (INF | SIGN if pick < 5 else INF) if pick < 6 else tied(u)
    if kind == "zeros":
        return sign if pick < 7 else sign | 1
    if kind == "denormal":
        return sign | (u >> 9)
    if kind == "huge":
        return sign | 0x7F000000 | (u >> 9)
    if kind == "special":
        return [NAN, INF, INF | SIGN, SIGN, 0, sign | (more >> 9), uniform(more), uniform(more)][pick]
    return NAN if u & INF == INF else u


def numbers(kind, seed, count):
    stream = xorshift(seed)
    return [number(kind, next(stream), next(stream)) for _ in range(count)]


def bits(t):
    raw = t.contiguous().view(torch.int32).flatten().tolist()
    return [NAN if (b & 0x7FFFFFFF) > INF else b & 0xFFFFFFFF for b in raw]


def fnv(words):
    """FNV-1a over 32-bit words instead of bytes."""
    h = 0x811C9DC5
    for w in words:
        h = ((h ^ (w & 0xFFFFFFFF)) * 0x01000193) & 0xFFFFFFFF
    return h


def some(rng, n, low, high):
    """One number for all dimensions, or one each."""
    return [rng.randint(low, high)] * n if rng.random() < 0.4 else [rng.randint(low, high) for _ in range(n)]


def case(rng, op, n):
    c = {"op": op, "planes": rng.randint(1, 2), "size": [rng.randint(1, {1: 20, 2: 9, 3: 6}[n]) for _ in range(n)]}
    if op.startswith("adaptive"):
        c["output"] = [rng.choice([1, 2, 3, s, s + 1]) for s in c["size"]] if rng.random() < 0.8 else [1] * n
        return c
    c["kernel"] = some(rng, n, 1, 4)
    c["stride"] = some(rng, n, 1, 4)
    c["ceil"] = rng.random() < 0.5
    if op == "lp":
        c["norm"] = rng.choice([1, 2, 2, 3, 4, 5, 1.5, 0.5])
        return c
    c["dilation"] = some(rng, n, 1, 3) if op in ("max", "convolution") else [1] * n
    reach = [d * (k - 1) + 1 for d, k in zip(c["dilation"], c["kernel"])]
    c["padding"] = [rng.randint(0, (r if op != "average" else k) // 2) for r, k in zip(reach, c["kernel"])]
    if op == "average":
        c["countIncludePad"] = rng.random() < 0.5
        c["divisor"] = rng.choice([None, None, None, 3, -2]) if n > 1 else None
    if op == "convolution":
        c["ceil"] = False
    return c


def run(c):
    n = len(c["size"])
    shape = [1, c["planes"], *c["size"]]
    count = torch.Size(shape).numel()
    words = numbers(c["data"], c["seed"], count)
    x = torch.tensor([w - 2**32 if w >= 2**31 else w for w in words], dtype=torch.int32).view(torch.float32).view(shape)
    op, function = c["op"], lambda name: getattr(F, f"{name}{n}d")
    if op == "max":
        return function("max_pool")(x, c["kernel"], c["stride"], c["padding"], c["dilation"], c["ceil"], return_indices=True)
    if op == "average":
        more = {"divisor_override": c["divisor"]} if n > 1 else {}
        return function("avg_pool")(x, c["kernel"], c["stride"], c["padding"], c["ceil"], c["countIncludePad"], **more), None
    if op == "lp":
        one = n == 1
        return function("lp_pool")(x, c["norm"], c["kernel"][0] if one else c["kernel"], c["stride"][0] if one else c["stride"], c["ceil"]), None
    if op == "convolution":
        taps = torch.Size(c["kernel"]).numel()
        w = [struct.unpack("<f", struct.pack("<I", b))[0] for b in numbers("ties", c["seed"] ^ 0x5BD1E995, taps)]
        weight = torch.tensor(w).view(1, 1, *c["kernel"]).repeat(c["planes"], *[1] * (n + 1))
        return getattr(F, f"conv{n}d")(x, weight, None, c["stride"], c["padding"], c["dilation"], groups=c["planes"]), None
    if op == "adaptive max":
        return function("adaptive_max_pool")(x, c["output"], return_indices=True)
    return function("adaptive_avg_pool")(x, c["output"]), None


def main():
    torch.set_num_threads(1)
    torch.backends.mkldnn.enabled = False
    rng = random.Random(20)
    wanted = {"max": 1000, "average": 450, "lp": 350, "adaptive max": 350, "adaptive average": 250, "convolution": 150}
    lines = []
    for op, count in wanted.items():
        done = 0
        while done < count:
            c = case(rng, op, rng.choice([1, 2, 2, 2, 3]))
            c["data"] = KINDS[done % len(KINDS)]
            if op == "adaptive average" and set(c["output"]) == {1} and c["data"] == "huge":
                continue  # a mean's partial sums overflow in an order of its own
            c["seed"] = rng.randint(1, 2**32 - 1)
            try:
                values, indices = run(c)
            except RuntimeError:
                continue  # the window does not fit
            if values.numel() > 200:
                continue
            c["out"] = list(values.shape[2:])
            words = bits(values)
            if indices is None:
                c["v"] = base64.b64encode(struct.pack(f"<{len(words)}I", *words)).decode()
            else:
                c["v"], c["i"] = fnv(words), fnv(indices.flatten().tolist())
            lines.append(json.dumps(c, separators=(",", ":")))
            done += 1
    path = Path(__file__).parents[2] / "test/webview/pooling.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n", 9, mtime=0))
    print(f"{len(lines)} cases, {path.stat().st_size} bytes, PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
