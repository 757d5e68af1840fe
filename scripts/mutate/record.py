"""Runs mutants of models under PyTorch and records what it does with each.

usage: record.py --cases CASES.json --out FILE.jsonl.gz [--each N] [--seed N] [--workers N] [--timeout SECONDS]
CASES.json: [{"id", "module" or "root"+"file", "entry", "setup"?, "inputs", "mode"?, "alternatives"?: [inputs, ...]}]
The first of the alternatives that runs stands for the inputs.

Line 1 of the result: {"seed", "torch", "cases": [{"id", "module", "entry", "inputs", "mode", "sha"}]}.
Then a mutant a line: {"case": index, "kind", "edits": [[start, end, [piece, ...]], ...], "error"?: [type, message, phase, [[line, end line], ...]]}
where the lines are those of PyTorch's stack in the mutated file, outermost first. Every kind of slip has the same number of mutants.
"""
import argparse, ast, contextlib, gc, gzip, hashlib, importlib, io, json, os, random, select, signal, sys, time, traceback, types, warnings

warnings.filterwarnings("ignore")
sys.dont_write_bytecode = True
os.environ["PYTORCH_JIT"] = "0"
os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "corpus"))
import numpy
import truth
import torch
import slips

MOST_MESSAGE = 240
RESOURCES = ("DefaultCPUAllocator", "can't allocate memory", "not enough memory", "Storage size calculation overflowed")


def quick_weights():
    """Random numbers for weights are most of the time that building takes: their arguments are checked on one number, and the weights are constant."""
    for name in ("normal_", "uniform_"):
        real = getattr(torch.Tensor, name)

        def fill(self, *args, real=real, **kwargs):
            if self.numel() < 4096 or (torch.is_grad_enabled() and self.requires_grad):
                return real(self, *args, **kwargs)
            real(torch.empty(1, dtype=self.dtype), *args, **kwargs)
            return self.fill_(0.01)

        setattr(torch.Tensor, name, fill)


def module_text(case):
    if "module" in case:
        path = importlib.util.find_spec(case["module"]).origin
    else:
        path = os.path.join(case["root"], case["file"])
    return path, open(path, encoding="utf-8").read()


def load(case, path, text):
    name = case.get("module") or os.path.relpath(path, case["root"])[:-3].replace(os.sep, ".")
    api = sys.modules.get("torchvision.models._api")
    if api:
        api.BUILTIN_MODELS.clear()
    if "root" in case:
        sys.path.insert(0, os.path.dirname(path))
        sys.path.insert(0, case["root"])
        if "." in name:
            with contextlib.suppress(ImportError):
                importlib.import_module(name.rpartition(".")[0])
    module = types.ModuleType(name)
    module.__file__ = path
    module.__package__ = name.rpartition(".")[0]
    sys.modules[name] = module
    exec(compile(text, path, "exec"), module.__dict__)
    return module


def seed():
    torch.manual_seed(0)
    random.seed(0)
    numpy.random.seed(0)


def attempt(case, path, text, trace=None):
    """What PyTorch does: null, or [type, message, phase, lines]."""
    phase = "load"
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            seed()
            sys.settrace(trace)
            module = load(case, path, text)
            ns = dict(vars(module))
            ns.setdefault("torch", torch)
            ns.setdefault("nn", torch.nn)
            if case.get("setup"):
                exec(case["setup"], ns)
            phase = "init"
            seed()
            model = eval(case["entry"], ns)
            if not isinstance(model, torch.nn.Module):
                return ["NoModule", type(model).__name__, phase, []]
            getattr(model, case.get("mode", "eval"))()
            sys.settrace(None)
            args = [truth.make_input(s, ns) for s in case["inputs"]]
            kwargs = {k: truth.make_input(s, ns) for k, s in case.get("kwargs", {}).items()}
            phase = "forward"
            sys.settrace(trace)
            # the fused inference path of transformer layers is another program; grad mode avoids it
            fused = any(isinstance(m, (torch.nn.TransformerEncoderLayer, torch.nn.MultiheadAttention)) for m in model.modules())
            with torch.enable_grad() if fused else torch.no_grad():
                model(*args, **kwargs)
        return None
    except BaseException as e:
        sys.settrace(None)
        if isinstance(e, (KeyboardInterrupt, TimeoutError)):
            raise
        frames = traceback.TracebackException.from_exception(e, lookup_lines=False).stack
        lines = [[f.lineno, f.end_lineno or f.lineno] for f in frames if f.filename == path]
        if isinstance(e, SyntaxError) and e.filename == path:
            lines.append([e.lineno, e.end_lineno or e.lineno])
        short = lines if len(lines) <= 12 else lines[:4] + lines[-8:]
        return [type(e).__name__, str(e)[:MOST_MESSAGE], phase, short]
    finally:
        sys.settrace(None)


class Job:
    """One attempt in a process of its own, forked from this one, which has all the imports."""

    def __init__(self, tag, work, timeout):
        self.tag = tag
        self.timeout = timeout
        self.started = time.time()
        r, w = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(r)
            status = 1
            try:
                sys.setrecursionlimit(1000)
                result = work()
                with os.fdopen(w, "wb") as out:
                    out.write(json.dumps(result).encode())
                status = 0
            finally:
                os._exit(status)
        os.close(w)
        self.fd = r
        self.data = b""

    def finish(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)
        return json.loads(self.data) if self.data else "lost"


def run_all(jobs, workers, timeout):
    """Runs (tag, work) pairs; gives (tag, result) as they end; result "lost" for a job that died or took too long."""
    running = []
    source = iter(jobs)
    more = True
    while more or running:
        while more and len(running) < workers:
            item = next(source, None)
            if item is None:
                more = False
                break
            running.append(Job(*item, timeout))
        ready, _, _ = select.select([j.fd for j in running], [], [], 0.5)
        for j in list(running):
            if j.fd in ready:
                chunk = os.read(j.fd, 1 << 16)
                if chunk:
                    j.data += chunk
                    continue
                running.remove(j)
                yield j.tag, j.finish(), time.time() - j.started
            elif time.time() - j.started > j.timeout:
                os.kill(j.pid, signal.SIGKILL)
                running.remove(j)
                j.data = b""
                j.finish()
                yield j.tag, "lost", time.time() - j.started


def base(case, path, text):
    """The first of the case's inputs that runs, for how long, and which of the file's lines are executed then."""
    lines = set()

    def local(frame, event, arg):
        if event == "line":
            lines.add(frame.f_lineno)
        return local

    def trace(frame, event, arg):
        return local if frame.f_code.co_filename == path else None

    for inputs in [*case.get("alternatives", []), case["inputs"]]:
        tried = {**{k: v for k, v in case.items() if k != "alternatives"}, "inputs": inputs}
        started = time.process_time()
        error = attempt(tried, path, text, trace)
        if error is None:
            return {"case": tried, "lines": sorted(lines), "seconds": time.process_time() - started}
    return {"error": error}


def choose(cases, workers, timeout):
    """The cases that run, each with the first of its inputs that does."""
    sources = [module_text(c) for c in cases]
    chosen = {}
    for i, result, _ in run_all([(i, (lambda c=c, s=s: base(c, *s))) for i, (c, s) in enumerate(zip(cases, sources))], workers, timeout * 3):
        if isinstance(result, dict) and "lines" in result:
            chosen[i] = (result["case"], sources[i], set(result["lines"]), result["seconds"])
            print(f"{result['seconds']:5.1f} s {cases[i]['id']} {result['case']['inputs']}", flush=True)
        else:
            print("left out:", cases[i]["id"], result, flush=True)
    return [chosen[i] for i in sorted(chosen)]


def candidates(chosen, each, seed_value):
    """For each kind a queue of slips, going round the cases so that each has its share."""
    queues = {}
    for index, (case, (path, text), lines, _) in enumerate(chosen):
        found = slips.slips(ast.parse(text), text, lines, f"{seed_value}:{case['id']}")
        for kind, all_edits in sorted(found.items()):
            r = random.Random(f"{seed_value}:{case['id']}:{kind}")
            r.shuffle(all_edits)
            queues.setdefault(kind, {})[index] = all_edits
    out = {}
    for kind, by_case in sorted(queues.items()):
        order = sorted(by_case)
        random.Random(f"{seed_value}:{kind}").shuffle(order)
        queue = []
        depth = 0
        while len(queue) < each * 6 and any(depth < len(by_case[i]) for i in order):
            queue += [(i, by_case[i][depth]) for i in order if depth < len(by_case[i])]
            depth += 1
        out[kind] = queue
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--most", type=float, default=2.5, help="seconds of processor that a case may take, traced")
    o = parser.parse_args()
    cases = json.load(open(o.cases))
    quick_weights()
    for name in sorted({c["module"] for c in cases if "module" in c}):
        importlib.import_module(name)
    chosen = [c for c in choose(cases, o.workers, o.timeout) if c[3] <= o.most]
    print(len(chosen), "cases,", round(sum(c[3] for c in chosen), 1), "s for one run of each", flush=True)
    queues = candidates(chosen, o.each, o.seed)
    gc.collect()
    gc.freeze()
    gc.disable()
    texts = set()
    rows = []
    counts = {}

    def plan():
        """Mutants to run until each kind has its quota; what is still running counts as had."""
        positions = {k: 0 for k in queues}
        going = True
        while going:
            going = False
            for kind, queue in queues.items():
                while counts.get(kind, 0) < o.each and positions[kind] < len(queue):
                    index, edits = queue[positions[kind]]
                    positions[kind] += 1
                    case, (path, text), _, _ = chosen[index]
                    mutated = slips.apply(text, edits)
                    if (index, mutated) in texts or mutated == text:
                        continue
                    texts.add((index, mutated))
                    try:
                        if ast.dump(ast.parse(mutated)) == ast.dump(ast.parse(text)):
                            continue
                        compile(mutated, path, "exec")
                    except (SyntaxError, ValueError):
                        continue
                    counts[kind] = counts.get(kind, 0) + 1
                    going = True
                    yield (index, kind, edits), (lambda c=case, p=path, m=mutated: attempt(c, p, m))
                    break

    started = time.time()
    for (index, kind, edits), result, seconds in run_all(plan(), o.workers, o.timeout):
        if result == "lost" or (result and any(x in result[1] for x in RESOURCES)) or (result and result[0] in ("MemoryError", "RecursionError", "NoModule")):
            counts[kind] -= 1
            continue
        rows.append({"case": index, "kind": kind, "edits": edits, **({"error": result} if result else {})})
        if len(rows) % 100 == 0:
            print(len(rows), "mutants,", sum("error" in r for r in rows), "raise,", round(time.time() - started), "s", flush=True)
    order = {k: i for i, k in enumerate(sorted(queues))}
    rows.sort(key=lambda r: (r["case"], order[r["kind"]], r["edits"][0][0]))
    head = {"seed": o.seed, "torch": torch.__version__, "cases": [{**{k: v for k, v in c.items() if k != "root"}, "file": c.get("file") or os.path.join(*c["module"].split(".")[:-1], os.path.basename(p)), "sha": hashlib.sha256(t.encode()).hexdigest()[:16]} for c, (p, t), _, _ in chosen]}
    with open(o.out, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as out:
        for row in [head, *rows]:
            out.write((json.dumps(row, separators=(",", ":")) + "\n").encode())
    print(len(rows), "mutants of", len(queues), "kinds;", sum("error" in r for r in rows), "raise;", round(time.time() - started), "s")
    for kind in queues:
        mine = [r for r in rows if r["kind"] == kind]
        print(f"  {kind:22s} {len(mine):4d}  raise {sum('error' in r for r in mine)}")


if __name__ == "__main__":
    main()
