"""Records what PyTorch does with the programs of the table of bugs.

usage: npx tsx scripts/bugs.ts --programs | python scripts/oracle/bugs.py [--again] [--keep]

Reads one program a line, {"key": ..., "files": {...}}, runs each in a process of its
own and keeps the facts in test/bugs/facts.jsonl, one [key, fact] a line. Programs
whose fact is known are not run again, unless --again; facts of programs that are not
given are dropped, unless --keep. Data sets that would be downloaded are replaced by stand-ins with
items of the same sizes.
"""
import ast, contextlib, io, json, os, runpy, signal, sys, tempfile, traceback, warnings

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
FACTS = os.path.join(HERE, "..", "..", "test", "bugs", "facts.jsonl")
LIMIT = 120  # seconds a program


def main():
    known = {}
    if os.path.exists(FACTS) and "--again" not in sys.argv:
        known = dict(json.loads(line) for line in open(FACTS, encoding="utf-8") if line.strip())
    facts = dict(known) if "--keep" in sys.argv else {}
    for line in sys.stdin:
        program = json.loads(line)
        key = program["key"]
        if key not in known:
            known[key] = record(program["files"])
            print(key, json.dumps(known[key])[:200], file=sys.stderr, flush=True)
        facts[key] = known[key]
    with open(FACTS, "w", encoding="utf-8") as out:
        for key in sorted(facts):
            out.write(json.dumps([key, facts[key]], ensure_ascii=False) + "\n")


def record(files):
    """Runs a program in a process forked off this one, which has PyTorch at hand."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "w", encoding="utf-8").write(text)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.chdir(folder)
            signal.alarm(LIMIT)
            with os.fdopen(writer, "w", encoding="utf-8") as out:
                out.write(json.dumps(run(os.path.join(folder, list(files)[-1]))))
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, encoding="utf-8") as answer:
            text = answer.read()
        os.waitpid(child, 0)
        if not text:
            raise SystemExit(f"no fact for {files}")
        return json.loads(text)


def run(path):
    folder = os.path.realpath(os.path.dirname(path))
    path = os.path.realpath(path)
    sys.path.insert(0, folder)
    sys.argv = [path]
    fact = {"runs": True}
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("always")
        try:
            runpy.run_path(path, run_name="__main__")
        except SystemExit:
            pass
        except BaseException as e:
            stack = []
            for frame in traceback.extract_tb(e.__traceback__):
                if not frame.filename.startswith("<") and os.path.realpath(frame.filename).startswith(folder + os.sep):
                    stack.append([os.path.relpath(os.path.realpath(frame.filename), folder), *statement(frame)])
            message = str(e).replace(folder, "")
            fact = {"runs": False, "exception": type(e).__name__, "message": message[:600], "stack": stack}
    said = [str(w.message)[:300] for w in caught if issubclass(w.category, UserWarning) and "target size" in str(w.message)]
    if fact["runs"] and said:
        fact["warns"] = said
    return fact


def statement(frame):
    """The lines of the simple statement around a frame's line."""
    tree = ast.parse(open(frame.filename, encoding="utf-8").read())
    first = last = frame.lineno
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body") and node.lineno <= frame.lineno <= node.end_lineno:
            first, last = node.lineno, node.end_lineno
    return first - 1, last - 1


def stand_in():
    """Data sets without their data."""
    lib = torch.library.Library("torchvision", "DEF")
    lib.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    lib.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    try:
        import torchvision.datasets as datasets
        from torchvision.datasets import FakeData
        from PIL import Image
    except Exception:
        return
    globals()["_library"] = lib

    def made(size, mode, classes):
        class Stand(torch.utils.data.Dataset):
            def __init__(self, root=None, train=True, transform=None, target_transform=None, download=False, **more):
                self.transform, self.target_transform = transform, target_transform
                self.classes = [str(i) for i in range(classes)]

            def __len__(self):
                return 140

            def __getitem__(self, i):
                if i >= len(self):
                    raise IndexError
                image = Image.new(mode, size)
                target = i % classes
                return (self.transform(image) if self.transform else image), (self.target_transform(target) if self.target_transform else target)

        return Stand

    for name in ("MNIST", "FashionMNIST", "KMNIST"):
        setattr(datasets, name, made((28, 28), "L", 10))
    datasets.CIFAR10 = made((32, 32), "RGB", 10)
    datasets.CIFAR100 = made((32, 32), "RGB", 100)


torch.set_num_threads(1)
stand_in()
main()
