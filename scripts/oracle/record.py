"""Records what PyTorch does with random calls: the goldens that the operator rules are judged by.

usage: python scripts/oracle/record.py [--family F]... [--seed S] [--count N] [--out DIR] [--op OP]... [--report]

A family is a module in `families/` whose OPS lists its operators, each a function from a random generator to a
call (see families/registry.py). For each operator many more calls are made up than are kept; of those that
PyTorch rejects, all messages are represented alike, and they are kept to about 38 % of the facts.
"""
from __future__ import annotations

import argparse
import collections
import gzip
import importlib
import json
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import sys
import time
from typing import Any, Iterator

import torch

from evaluate import done
from families.registry import Case, Op
from source import Gen, Node, spoil

HERE = pathlib.Path(__file__).resolve().parent
FAMILIES = sorted(path.stem for path in (HERE / "families").glob("*.py") if path.stem not in ("__init__", "registry"))
SPOILED = 0.62
LEAST = 100
REJECTED = 0.38
TYPE_ERRORS = 0.06
ARGUMENT_ERRORS = ("TypeError", "AttributeError", "KeyError")
IN_TURNS = 4
POOL = 3
PATIENCE = 10.0
CHUNK = 40
# Messages that depend on the machine or on the data, and slips of the spoiling.
UNUSABLE = re.compile(r"SyntaxError|0x[0-9a-f]{6,}|can't allocate memory|std::bad_alloc|Storage size calculation overflowed|Found an invalid max index|ZeroDivisionError|_LinAlgError|U\[\d+(,\d+)?\] is zero|window overlap add min|invalid multinomial distribution|all elements of (input|target) should be between|has negative entry|CUDA|accelerator device is|not compiled with|Cannot access accelerator|MKL|needs the cpu support|Unknown error code|pivots passed to lu_unpack|Expected p_in >= 0|index \d{9,}|Target sizes: \[.*\d{10,}|\bobject at\b|INTERNAL ASSERT FAILED")
# Of a list of one number this operator reads a second from the memory behind it, which mostly holds an address: what comes of the numbers is of no account.
CUT = re.compile(r"quantized_max_pool2d\(.*int\d+\),.*[(\[]-?\d+,?[)\]]")
OF_THE_NUMBERS = re.compile(r"greater than zero|half of|too small|non-zero")
# Without these instructions convolutions over bfloat16 are computed, and refused, by other kernels.
OF_THE_PROCESSOR = [re.compile(pattern) for pattern, lacks in (
    (r"(?is)conv.*bfloat16|bfloat16.*conv", not torch.cpu._is_avx512_supported()),
    # oneDNN computes LSTMs over float16 where the processor does, and says other things of weights that do not fit.
    (r"(?is)lstm.*\bfloat16|\bfloat16.*lstm", not torch.ops.mkldnn._is_mkldnn_fp16_supported()),
    # Nor does it make one half type of the other everywhere.
    (r"\bfloat16.*to_mkldnn.*bfloat16|bfloat16.*to_mkldnn.*\bfloat16", not torch.ops.mkldnn._is_mkldnn_fp16_supported()),
) if lacks]
TYPE_NAMES = re.compile(r"torch\.(float|int|uint|bfloat|complex)\d+|(c10::)?\b(torch\.)?(CPU)?(Complex|BFloat16|Half|Float|Double|Long|Int|Short|Char|Byte|Bool|complex<float>|(un)?signed char|short int|long int|float|double"
                        r"|bool|int|str|tuple|list|NoneType)(Float|Double)?(Type|Tensor)?\b>?")


def main() -> None:
    options = parse_arguments()
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    with Evaluator() as evaluator:
        for family in options.family or FAMILIES:
            started = time.monotonic()
            ops: list[Op] = importlib.import_module(f"families.{family}").OPS
            facts = [fact for op in ops if not options.op or op.name in options.op for fact in record_op(family, op, options, evaluator)]
            write(out / f"{family}.jsonl.gz", facts)
            print(f"{summary(family, facts)}, {time.monotonic() - started:.0f} s", flush=True)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", action="append", choices=FAMILIES, help="record this family (repeatable; default: all)")
    parser.add_argument("--op", action="append", help="record this operator only (repeatable)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=110, help="facts for an operator of weight 1")
    parser.add_argument("--out", default=str(HERE.parents[1] / "test" / "goldens"))
    parser.add_argument("--report", action="store_true", help="print figures and messages for each operator")
    return parser.parse_args()


def is_usable(fact: dict[str, Any]) -> bool:
    if CUT.search(fact["e"]) and ("x" not in fact or OF_THE_NUMBERS.search(fact["x"][1])):
        return False
    return "foreign" not in fact and not UNUSABLE.search(json.dumps(fact)) and not any(pattern.search(fact["pre"] + fact["e"]) for pattern in OF_THE_PROCESSOR)


def record_op(family: str, op: Op, options: argparse.Namespace, evaluator: "Evaluator") -> list[dict[str, Any]]:
    r = Gen(f"{family}/{op.name}/{options.seed}")
    wanted = max(min(options.count, LEAST), round(options.count * op.weight))
    cases = list(op.fixed) if op.fixed else made_up(op, r, wanted * POOL)
    facts = [fact for fact in evaluator.run(cases) if is_usable(fact)]
    if not op.fixed:
        facts = chosen(facts, wanted, r, wanted if op.spoiled == 0 else wanted * TYPE_ERRORS)
    facts = [fact for fact in evaluator.run([(fact["pre"], fact["e"]) for fact in facts], op.draws, [done(fact) for fact in facts]) if is_usable(fact)]
    for fact in facts:
        fact["op"] = op.name
    if options.report:
        report(op.name, facts)
    return facts


def made_up(op: Op, r: Gen, wanted: int) -> list[Case]:
    """Distinct calls of an operator, most of them with one argument spoiled."""
    seen: dict[Case, None] = {}
    for _ in range(wanted * 3):
        if len(seen) >= wanted:
            break
        made = op.make(r)
        *pre, expression = made if isinstance(made, tuple) else (made,)
        texts = [*pre, expression]
        nodes = [text for text in texts if isinstance(text, Node)]
        if nodes and r.chance(op.spoiled if op.spoiled is not None else SPOILED):
            for _ in range(2 if r.chance(0.12) else 1):
                spoil(r, *nodes)
        lines = [str(text) for text in texts]
        seen.setdefault(("\n".join(lines[:-1]), lines[-1]))
    return list(seen)


def chosen(facts: list[dict[str, Any]], wanted: int, r: Gen, most_argument_errors: float) -> list[dict[str, Any]]:
    """`wanted` facts in which every message occurs, with the share of rejected calls held down."""
    accepted = [index for index, fact in enumerate(facts) if "x" not in fact]
    by_template: dict[str, list[int]] = collections.defaultdict(list)
    for index, fact in enumerate(facts):
        if "x" in fact:
            by_template[template(fact)].append(index)
    room = max(round(wanted * REJECTED), wanted - len(accepted)) if accepted else wanted
    rejected: list[int] = []
    for index in interleaved(list(by_template.values()), r):
        if len(rejected) >= room:
            break
        if facts[index]["x"][0] in ARGUMENT_ERRORS and sum(facts[i]["x"][0] in ARGUMENT_ERRORS for i in rejected) >= most_argument_errors:
            continue
        rejected.append(index)
    kept = sorted(rejected + r.sample(accepted, min(len(accepted), wanted - len(rejected))))
    return [facts[index] for index in kept]


def interleaved(groups: list[list[int]], r: Gen) -> Iterator[int]:
    """A few of each group in turns, then the others at random."""
    for turn in range(IN_TURNS):
        yield from (group[turn] for group in groups if turn < len(group))
    others = [index for group in groups for index in group[IN_TURNS:]]
    r.shuffle(others)
    yield from others


def template(fact: dict[str, Any]) -> str:
    kind, message = fact["x"]
    if "invalid combination of arguments" in message:
        return "TypeError: invalid combination of arguments"
    for word in re.findall(r"'([^']+)'", fact["e"]):
        message = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "'…'", message)
    message = re.sub(TYPE_NAMES, "<type>", message)
    message = re.sub(r"'+[^']{0,20}'+", "'…'", message)
    message = re.sub(r"-?\d+(\.\d+)?(e[-+]?\d+)?", "#", message)
    message = re.sub(r"#(, ?#)*,?", "#", message)
    message = re.sub(r"#( ?x ?#)+", "#", message)
    return f"{kind}: {message[:160]}"


def summary(name: str, facts: list[dict[str, Any]]) -> str:
    rejected = [fact for fact in facts if "x" in fact]
    share = 100 * len(rejected) / max(1, len(facts))
    operators = len({fact["op"] for fact in facts})
    return f"{name}: {len(facts)} facts of {operators} operators, {share:.1f} % rejected with {len({template(f) for f in rejected})} different messages"


def report(name: str, facts: list[dict[str, Any]]) -> None:
    print("  " + summary(name, facts))
    counted = collections.Counter(template(fact) for fact in facts if "x" in fact)
    for text, count in counted.most_common():
        print(f"    {count:4} {text!r}")


def write(path: pathlib.Path, facts: list[dict[str, Any]]) -> None:
    lines = "".join(json.dumps(ordered(fact), separators=(",", ":"), ensure_ascii=False) + "\n" for fact in facts)
    with open(path, "wb") as file, gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as packed:
        packed.write(lines.encode())


def ordered(fact: dict[str, Any]) -> dict[str, Any]:
    return {key: fact[key] for key in ("op", "pre", "e", "r", "p", "x", "also", "at", "w") if fact.get(key) not in ("", None)}


class Evaluator:
    """A process that evaluates calls; where a call kills or hangs it, another takes over after that call."""

    def __init__(self) -> None:
        self.original: tuple[subprocess.Popen[bytes], socket.socket] | None = None
        self.copy: tuple[int, int, int] | None = None
        self.pending = b""

    def __enter__(self) -> "Evaluator":
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()
        if self.original:
            process, requests = self.original
            requests.close()
            process.wait()

    def run(self, cases: list[Case], draws: int = 0, before: list[dict[str, Any]] | None = None) -> Iterator[dict[str, Any]]:
        """`before`: what the calls did when they were made before."""
        calls = [{"e": expression, "pre": pre, "draws": draws, **({"before": before[i]} if before else {})} for i, (pre, expression) in enumerate(cases)]
        position = 0
        while position < len(calls):
            chunk = calls[position:position + CHUNK]
            answers = self.ask(chunk)
            yield from answers
            position += len(answers)
            if len(answers) < len(chunk):
                print(f"left out, as it killed or hung the process: {cases[position]}", file=sys.stderr, flush=True)
                position += 1
                self.stop()

    def ask(self, chunk: list[dict[str, Any]]) -> list[dict[str, Any]]:
        _, calls, replies = self.copy or self.start()
        lines = "".join(json.dumps(call) + "\n" for call in chunk)
        os.write(calls, lines.encode())
        answers: list[dict[str, Any]] = []
        while len(answers) < len(chunk):
            ready, _, _ = select.select([replies], [], [], PATIENCE)
            data = os.read(replies, 1 << 16) if ready else b""
            if not data:
                break
            *told, self.pending = (self.pending + data).split(b"\n")
            answers += [json.loads(line) for line in told]
        return answers

    def start(self) -> tuple[int, int, int]:
        _, requests = self.original = self.original or self.load()
        (calls_out, calls), (replies, replies_in) = os.pipe(), os.pipe()
        socket.send_fds(requests, [b"copy"], [calls_out, replies_in])
        os.close(calls_out)
        os.close(replies_in)
        said = requests.recv(16)
        if not said:
            raise SystemExit(f"{HERE / 'evaluate.py'} does not start: run it by hand to see why")
        self.copy = (int(said), calls, replies)
        self.pending = b""
        return self.copy

    def load(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        # A thread's cache of freed memory would clear what `evaluate.Heap` writes.
        environment = {**os.environ, "TORCH_SHOW_CPP_STACKTRACES": "0", "PYTHONHASHSEED": "0", "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"}
        requests, theirs = socket.socketpair()
        process = subprocess.Popen([sys.executable, str(HERE / "evaluate.py"), str(theirs.fileno())], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[theirs.fileno()], env=environment)
        theirs.close()
        return process, requests

    def stop(self) -> None:
        if self.copy:
            copy, calls, replies = self.copy
            try:
                os.kill(copy, signal.SIGKILL)
            except ProcessLookupError:
                pass
            os.close(calls)
            os.close(replies)
        self.copy = None


if __name__ == "__main__":
    main()
