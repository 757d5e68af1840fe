"""What PyTorch's forward hooks record for models: the truth that `shapelint summary` is held against.

usage: truth.py CASES.json OUT_DIR [ROWS.jsonl.gz]
CASES.json: [{"id", "module", "entry", "setup"?, "inputs": ["1x3x224x224", ...], "kwargs"?: {}, "mode"?: "eval"|"train"}]
Writes OUT_DIR/<id>.json: {"id", "file", "params", "out", "calls": [{"path", "type", "in", "out"}]} or {"id", "error"};
`file` is relative to site-packages. ROWS.jsonl.gz: the cases that ran with what they gave, as test/corpus holds them.
Weights stay uninitialised where that is safe, so that large models are built quickly.
"""
import gzip, importlib, json, os, sys, warnings

warnings.filterwarnings("ignore")
os.environ["PYTORCH_JIT"] = "0"
import torch

torch.set_num_threads(1)
library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")


def nms(dets, scores, iou_threshold):
    order = scores.argsort(descending=True)
    keep = []
    while order.numel() > 0:
        i = order[0]
        keep.append(i)
        if order.numel() == 1:
            break
        rest = order[1:]
        lt = torch.maximum(dets[i, :2], dets[rest, :2])
        rb = torch.minimum(dets[i, 2:], dets[rest, 2:])
        wh = (rb - lt).clamp(min=0)
        inter = wh[:, 0] * wh[:, 1]
        area = lambda b: (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
        iou = inter / (area(dets[i]) + area(dets[rest]) - inter)
        order = rest[iou <= iou_threshold]
    return torch.stack(keep) if keep else torch.zeros(0, dtype=torch.long)


library.impl("nms", nms, "CPU")
import torchvision.extension

torchvision.extension._has_ops = lambda: True
torchvision.extension._assert_has_ops = lambda: None
import torchvision.ops.boxes

torchvision.ops.boxes._assert_has_ops = lambda: None


def shape_of(v, depth=0):
    if isinstance(v, torch.Tensor):
        return list(v.shape)
    if depth > 4:
        return None
    if isinstance(v, (tuple, list)) and len(v) <= 64:
        return {"seq": [shape_of(x, depth + 1) for x in v]}
    if isinstance(v, dict) and len(v) <= 64:
        return {"map": {str(k): shape_of(x, depth + 1) for k, x in v.items()}}
    return None


def make_input(spec, ns):
    if isinstance(spec, list):
        return [make_input(s, ns) for s in spec]
    if isinstance(spec, dict):
        return {k: make_input(s, ns) for k, s in spec.items()}
    if spec.startswith("="):
        return eval(spec[1:], ns)
    dims, _, dtype = spec.partition(":")
    shape = [int(d) for d in dims.split("x")] if dims else []
    dt = getattr(torch, dtype or "float32")
    if dt.is_floating_point:
        return torch.randn(shape, dtype=dt)
    return torch.zeros(shape, dtype=dt) if dt is torch.bool else torch.ones(shape, dtype=dt)


def run(case):
    torch.manual_seed(0)
    module = importlib.import_module(case["module"])
    ns = dict(vars(module))
    ns.update(torch=torch, nn=torch.nn)
    if case.get("setup"):
        exec(case["setup"], ns)
    model = eval(case["entry"], ns)
    getattr(model, case.get("mode", "eval"))()
    names = {}
    for n, m in model.named_modules():
        names.setdefault(m, n)
    calls = []

    def hook(m, args, kwargs, out):
        row = {"path": m, "type": type(m).__name__, "in": [shape_of(a) for a in args], "out": shape_of(out)}
        if kwargs:
            row["kwargs"] = {k: shape_of(v) for k, v in kwargs.items()}
        calls.append(row)

    # One hook for all: what the model calls without holding it is recorded, too, under no path.
    handle = torch.nn.modules.module.register_module_forward_hook(hook, with_kwargs=True)
    args = [make_input(s, ns) for s in case["inputs"]]
    kwargs = {k: make_input(s, ns) for k, s in case.get("kwargs", {}).items()}
    # The fused inference path hides submodule calls; grad mode avoids it.
    fused = any(isinstance(m, (torch.nn.TransformerEncoderLayer, torch.nn.MultiheadAttention)) for m in names)
    try:
        with torch.enable_grad() if fused else torch.no_grad():
            out = model(*args, **kwargs)
    finally:
        handle.remove()
    # Modules that the run put in place have their names now.
    for n, m in model.named_modules():
        names.setdefault(m, n)
    for row in calls:
        row["path"] = names.get(row["path"])
    file = os.path.relpath(module.__file__, os.path.dirname(os.path.dirname(torch.__file__)))
    return {"id": case["id"], "file": file, "params": sum(p.numel() for p in model.parameters()), "out": shape_of(out), "calls": calls}


if __name__ == "__main__":
    os.makedirs(sys.argv[2], exist_ok=True)
    for case in json.load(open(sys.argv[1])):
        path = os.path.join(sys.argv[2], case["id"].replace("/", "_") + ".json")
        if os.path.exists(path):
            continue
        try:
            truth = run(case)
        except Exception as e:
            truth = {"id": case["id"], "error": f"{type(e).__name__}: {str(e)[:300]}"}
        json.dump(truth, open(path, "w"), separators=(",", ":"))
        print(case["id"], truth.get("error", f"{len(truth.get('calls', []))} calls"), flush=True)
    if len(sys.argv) > 3:
        with gzip.GzipFile(sys.argv[3], "wb", mtime=0) as rows:
            for case in json.load(open(sys.argv[1])):
                truth = json.load(open(os.path.join(sys.argv[2], case["id"].replace("/", "_") + ".json")))
                if "error" not in truth:
                    rows.write((json.dumps({"case": case, "truth": truth}, separators=(",", ":")) + "\n").encode())
