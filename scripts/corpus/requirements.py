"""Which inputs models accept under PyTorch: the truth that stated requirements are held against.

usage: requirements.py RECORD.jsonl.gz [STEPS.json]
A line of RECORD: {"id", "file", "entry", "setup"?, "like": [2, 3, 224, 224], "free": [2, 3], "dtype"?,
"drawn"?: [[shape, accepted], ...], "steps"?: [[shape, accepted], ...]}; file is relative to site-packages or the repository.
A model without "drawn" gets forty inputs, drawn from `like` alone: dimensions in `free` vary freely, others by one.
STEPS ({id: [shape, ...]}, written by `npm run test:corpus -- --steps STEPS.json`) holds inputs to each side of every bound
that we state; what PyTorch does with them is recorded beside the others. A model runs in training mode, as `check` takes it.
"""
import gzip, importlib, importlib.util, json, os, random, sys

import truth
import torch

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DRAWN = 40
LARGEST = 256


def draw(case):
    rng = random.Random(case["id"])
    like, free = case["like"], case["free"]
    largest = max([64, *(min(like[d], LARGEST) for d in free)])
    shapes = []
    while len(shapes) < DRAWN:
        kind = len(shapes) % 5
        shape = list(like)
        shape[0] = rng.randint(1, 3)
        if kind == 0:
            for d in free:
                shape[d] = rng.randint(1, largest)
        elif kind == 1:
            size = rng.randint(1, largest)
            for d in free:
                shape[d] = size
        elif kind == 2:
            step = rng.choice([2, 4, 8, 16, 32])
            for d in free:
                shape[d] = step * rng.randint(1, max(1, largest // step))
        elif kind == 3:
            d = rng.randrange(1, len(shape))
            shape[d] = max(1, shape[d] + rng.choice([-1, 0, 1]))
        else:
            for d in free:
                shape[d] = rng.randint(1, 16)
        shapes.append(shape)
    return shapes


def load(case):
    path = os.path.join(REPOSITORY, case["file"])
    if not os.path.exists(path):
        return importlib.import_module(case["file"].removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    spec = importlib.util.spec_from_file_location("model", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def accepts(model, shape, dtype):
    try:
        with torch.no_grad():
            model(truth.make_input("x".join(map(str, shape)) + f":{dtype}", {}))
        return True
    except Exception as e:
        if isinstance(e, MemoryError) or "allocate memory" in str(e):
            raise
        if os.environ.get("DEBUG"):
            print(shape, f"{type(e).__name__}: {str(e)[:200]}")
        return False


def run(case, steps):
    ns = dict(vars(load(case)), torch=torch, nn=torch.nn)
    exec(case.get("setup", ""), ns)
    torch.manual_seed(0)
    model = eval(case["entry"], ns).train()
    known = {json.dumps(shape): ok for shape, ok in [*case.get("drawn", []), *case.get("steps", [])]}
    judge = lambda shape: known.get(json.dumps(shape)) if json.dumps(shape) in known else accepts(model, shape, case.get("dtype", "float32"))
    case["drawn"] = [[shape, judge(shape)] for shape in ([s for s, _ in case["drawn"]] if "drawn" in case else draw(case))]
    case["steps"] = [[shape, judge(shape)] for shape in steps] if steps is not None else case.get("steps", [])


if __name__ == "__main__":
    record = sys.argv[1]
    steps = json.load(open(sys.argv[2])) if len(sys.argv) > 2 else {}
    cases = [json.loads(line) for line in gzip.open(record, "rt")]
    for case in cases:
        if "drawn" in case and case["id"] not in steps:
            continue
        run(case, steps.get(case["id"]))
        print(f"{case['id']}: {sum(ok for _, ok in case['drawn'])} of {len(case['drawn'])} accepted, {len(case['steps'])} steps", flush=True)
        with gzip.GzipFile(record, "wb", mtime=0) as out:
            out.write("".join(json.dumps(c, separators=(",", ":")) + "\n" for c in cases).encode())
