import assert from "node:assert/strict";
import { analyse, prepareAnalysis, sessionOver } from "../analysis.ts";

const told = (text: string, others: Readonly<Record<string, string>> = {}): string[] => analyse(text, others).diagnostics.map((d) => d.code);

describe("imports", () => {
  before(prepareAnalysis);

  it("a part of a package that has no source may be built when the package is installed", () => {
    assert.deepEqual(told("from ops import fused\nfused(1)\n", { "ops/__init__.py": "from .fused import fused", "ops/fused.py": "from . import fused_ext\n\ndef fused(x):\n    return fused_ext.run(x)\n" }), []);
  });

  it("a slip in a name that a package has is told", () => {
    assert.deepEqual(told("from ops import fusd\nfusd(1)\n", { "ops/__init__.py": "def fused(x):\n    return x\n" }), ["import"]);
  });

  it("`import a.b as c` binds what `a` has under the name `b`", () => {
    assert.deepEqual(told("import torch.nn as nn\nimport torch.nn.utils.spectral_norm as SpectralNorm\nSpectralNorm(nn.Linear(3, 3))\n"), []);
    assert.deepEqual(told("import ops.twice as twice\ntwice(1)\n", { "ops/__init__.py": "from .twice import twice", "ops/twice.py": "def twice(x):\n    return 2 * x\n" }), []);
    assert.deepEqual(told("import ops.twice as t\nt.twice(1)\n", { "ops/__init__.py": "", "ops/twice.py": "def twice(x):\n    return 2 * x\n" }), []);
  });

  it("a folder that holds a program of its own comes before the project's", () => {
    const files = {
      "layers/blocks.py": "",
      "second/layers/blocks.py": "def block():\n    return 1\n",
      "second/models/net.py": "from layers.blocks import block\nblock()\n",
    };
    assert.deepEqual(sessionOver(files).analyse("/project/second/models/net.py").diagnostics.map((d) => d.code), []);
  });

  it("a package that imports a module of the project follows its edits", () => {
    const files = {
      "sizes.py": "WIDTH = 8\n",
      "site-packages/layers.py": "import sizes\nfrom torch import nn\n\n\ndef last():\n    return nn.Linear(sizes.WIDTH, 2)\n",
      "main.py": "import torch\nfrom layers import last\nlast()(torch.zeros(1, 8))\n",
    };
    const session = sessionOver(files, undefined, ["/project/site-packages"]);
    assert.deepEqual(session.analyse("/project/main.py").diagnostics, []);
    session.setOverlay("/project/sizes.py", "WIDTH = 9\n");
    assert.equal(session.analyse("/project/main.py").diagnostics.length, 1);
  });
});
