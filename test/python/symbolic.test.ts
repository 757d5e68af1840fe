import assert from "node:assert/strict";
import { symbol } from "../../server/src/dims/index.ts";
import { Alt, SymInt, Unknown } from "../../server/src/python/values.ts";
import { ready, runProgram } from "./run.ts";

/** Runs a program in which H and W are sizes, `unknown` is unknown, and `either` is 2 or 3; gives what it prints. */
function run(text: string): string {
  const result = runProgram(text, (globals) => {
    for (const name of ["H", "W"]) globals.set(name, new SymInt(symbol({ name, min: 1 })));
    globals.set("unknown", new Unknown("a test"));
    globals.set("either", new Alt([2, 3]));
  });
  assert.deepEqual(
    result.problems.map((p) => `${p.exception}: ${p.message}`),
    [],
  );
  return result.printed;
}

function check(cases: Readonly<Record<string, string>>): void {
  for (const [expression, expected] of Object.entries(cases)) {
    it(`${expression} is ${expected}`, () =>
      assert.equal(
        run(`import math, operator, functools, itertools\nimport numpy as np\nprint(${expression})`),
        `${expected}\n`,
      ));
  }
}

describe("the library on symbolic sizes", () => {
  before(ready);
  check({
    "math.floor(H / 2)": "H//2",
    "math.ceil(H / 2)": "(H + 1)//2",
    "int(H / 2)": "H//2",
    "int(H * 0.5)": "H//2",
    "int(math.sqrt(H * H))": "H",
    "int((H * H) ** 0.5)": "H",
    "round(H * 2 / 2)": "H",
    "math.prod([H, W, 3])": "3*H*W",
    "functools.reduce(operator.mul, (H, W), 1)": "H*W",
    "max(H, 1)": "H",
    "min(H, W)": "min(H, W)",
    "abs(H)": "H",
    "sum([H, W, 1])": "H + W + 1",
    "divmod(H, 2)": "(H//2, H % 2)",
    "len(range(H))": "H",
    "len(range(0, H, 2))": "(H + 1)//2",
    "math.isqrt(H * H)": "H",
    "np.prod((H, W))": "H*W",
    "np.zeros((H, 3)).shape": "(H, 3)",
    "(np.zeros((H, 1)) + np.zeros(W)).shape": "(H, W)",
    "np.zeros((2, H)).reshape(-1).shape": "(2*H,)",
    "np.concatenate([np.zeros((H, 2)), np.zeros((W, 2))]).shape": "(H + W, 2)",
    "np.arange(H).shape": "(H,)",
    "np.zeros((H, 4))[1:, ::2].shape": "(H - 1, 2)",
    "isinstance(H, int)": "True",
    "int(H)": "H",
    "float(H) == H": "True",
    "(lambda t: t)(tuple([H, 2]))": "(H, 2)",
  });
});

describe("the library on values that are not known", () => {
  before(ready);
  check({
    "[len(unknown), 1]": "[?, 1]",
    "[int(unknown), float(unknown), str(unknown)]": "[?, ?, ?]",
    "max(unknown, 3)": "?",
    "sum([1, unknown])": "?",
    "sorted([unknown, 1])": "[?, ?]",
    "list(zip([1, 2], [unknown, 3]))": "[(1, ?), (2, 3)]",
    "[isinstance(unknown, int), hasattr(unknown, 'x'), callable(unknown)]": "[?, ?, ?]",
    "getattr(unknown, 'x', 3)": "?",
    "{'a': 1}.get(unknown)": "?",
    "'{}'.format(unknown)": "?",
    "'-'.join(['a', unknown])": "?",
    "int(either) + 1": "3 or 4",
    "list(range(either))[0]": "0",
    "'x'.ljust(either)": "'x ' or 'x  '",
    "functools.partial(max, unknown)(1)": "?",
    "list(map(lambda x: x, unknown))": "[…]",
    "math.floor(unknown)": "?",
    "np.zeros(unknown)": "?",
    "dict(a=unknown)": "{'a': ?}",
    "[*itertools.chain([1], [unknown])]": "[1, ?]",
    "any([False, unknown])": "?",
    "any([True, unknown])": "True",
    "all([False, unknown])": "False",
    "round(unknown, 2)": "?",
    "'a' in [unknown, 'a']": "True",
  });

  it("a list that takes an unknown number of items has no known length", () => {
    assert.equal(run("a = [1]\na.extend(unknown)\nprint(len(a))"), "?\n");
  });
  it("a dict that takes an unknown key may have any, and any of its values may be the one it takes", () => {
    assert.equal(run("d = {'a': 1}\nd[unknown] = 2\nprint(d.get('b'), 'b' in d, d['a'])"), "? ? 1 or 2\n");
  });
  it("a shuffled list may have any item anywhere", () => {
    assert.equal(run("import random\na = [1, 2]\nrandom.shuffle(a)\nprint(a, len(a))"), "[1 or 2, 1 or 2] 2\n");
  });
  it("a random choice is one of the items", () => {
    assert.equal(run("import random\nprint(random.choice([1, 2]), random.randint(1, 5))"), "1 or 2 ?\n");
  });
  it("an environment variable has the default that the code gives", () => {
    assert.equal(
      run("import os\nprint(os.environ.get('A', 'b'), os.environ['A'], os.getenv('A') is None)"),
      "b ? True\n",
    );
  });
  it("a command line has the arguments' defaults, and unknown required ones", () => {
    assert.equal(
      run(
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('data')\np.add_argument('--n', type=int, default=3)\na = p.parse_args()\nprint(a.n, a.data)",
      ),
      "3 ?\n",
    );
  });
  it("what a module of the standard library has no model for is unknown, not missing", () => {
    assert.equal(
      run(
        "import os, datetime, subprocess\nprint(os.surely_new(), datetime.datetime.now(), subprocess.run(['x']).stdout)",
      ),
      "? ? ?\n",
    );
  });
  it("a recursion that may go on for ever ends", () => {
    assert.equal(run("def f(x):\n    if unknown:\n        return f(x + 1) + f(x + 2)\n    return 0\nprint(f(0))"), "?\n");
  });
  it("keywords that are not known may be any", () => {
    const program = [
      "def f(a, b=2, **rest):",
      "    return a, b, rest.get('c')",
      "from functools import partial",
      "print(f(**unknown), f(1, **unknown), partial(f, **unknown)(5), dict(a=1, **unknown).get('b'), len(**unknown))",
      "d = {'a': 1}",
      "d.update(unknown)",
      "print(f(**d), f(3, b=4))",
    ];
    assert.equal(run(program.join("\n")), "(?, 2, ?) (1, 2, ?) (5, 2, ?) ? ?\n(?, 2, ?) (3, 4, None)\n");
  });
  it("a file's content is unknown", () => {
    assert.equal(
      run(
        "import json, yaml\nfrom pathlib import Path\nwith open('x') as f:\n    c = json.load(f)\nprint(c['a'], yaml.safe_load(Path('y').read_text()))",
      ),
      "? ?\n",
    );
  });
});
