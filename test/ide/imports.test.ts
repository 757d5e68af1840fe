import assert from "node:assert/strict";
import type { Session } from "../../server/src/ide/session.ts";
import { importRoots } from "../../server/src/ide/roots.ts";
import { analyse, filesOver, prepareAnalysis, sessionOver } from "../analysis.ts";

const told = (text: string, others: Readonly<Record<string, string>> = {}): string[] => analyse(text, others).diagnostics.map((d) => d.code);

/** A session over files of which those in `site-packages` are installed. */
const sessionWithPackages = (files: Readonly<Record<string, string>>): Session => sessionOver(files, undefined, ["/project/site-packages"]);

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
    const session = sessionWithPackages(files);
    assert.deepEqual(session.analyse("/project/main.py").diagnostics, []);
    session.setOverlay("/project/sizes.py", "WIDTH = 9\n");
    assert.equal(session.analyse("/project/main.py").diagnostics.length, 1);
  });

  it("what an installed package fails at in a branch that nothing decides is its own to know", () => {
    const files = {
      "site-packages/boxes.py": "import torch\n\n\ndef keep(boxes, scores):\n    if boxes.is_quantized:\n        return torch.quantize_per_tensor(scores.int_repr(), 1.0, 0, torch.qint8)\n    return scores.view(7)\n",
      "main.py": "import torch\nfrom boxes import keep\nfrom somewhere import boxes\nkeep(boxes, torch.rand(7))\n",
      "wrong.py": "import torch\nfrom boxes import keep\nfrom somewhere import boxes\nkeep(torch.rand(7, 4), torch.rand(8))\n",
    };
    assert.deepEqual(sessionWithPackages(files).analyse("/project/main.py").diagnostics, []);
    assert.deepEqual(sessionWithPackages(files).analyse("/project/wrong.py").diagnostics.map((d) => d.code), ["view-size"]);
  });

  it("a compiled package in which nothing imports torch is not read, whatever is in it", () => {
    const files = {
      "site-packages/tables/__init__.py": "from .core import frame\n",
      "site-packages/tables/core.py": "def frame():\n    raise ValueError('no C code')\n",
      "site-packages/tables/_fast.cpython-311-x86_64-linux-gnu.so": "",
      "main.py": "import torch\nimport tables\nfrom tables.core import frame\ntry:\n    import tables.other\nexcept ImportError:\n    torch.zeros(2) + torch.zeros(3)\nx = tables.frame()\ny = torch.tensor(frame().values)\nclass Own(tables.Base):\n    pass\nOwn(1).anything + torch.zeros(2)\n",
    };
    const session = sessionWithPackages(files);
    assert.deepEqual(session.analyse("/project/main.py").diagnostics, []);
  });

  it("what PyTorch does not have is told where it is imported, unless another version is installed or the code is ready for it", () => {
    const text = "from torch._six import inf\nfrom torch.nn import Sequental, Linear\nimport torch.utils.surely_not\ntry:\n    from torch._six import string_classes\nexcept ImportError:\n    string_classes = (str,)\nfrom torch.utils.data.dataloader import default_collate\nimport torch.utils.tensorboard, torch._dynamo, torch._C._distributed_rpc\nfrom torch.distributed._tensor.device_mesh import init_device_mesh\n";
    assert.deepEqual(sessionWithPackages({ "main.py": text }).analyse("/project/main.py").diagnostics.map((d) => d.message), [
      "ModuleNotFoundError: No module named 'torch._six'",
      "ImportError: cannot import name 'Sequental' from 'torch.nn'",
      "ModuleNotFoundError: No module named 'torch.utils.surely_not'",
    ]);
    const older = { "main.py": "from torch._six import inf\nfrom torch.nn import Sequental\n", "site-packages/torch/_six.py": "", "site-packages/torch-1.8.0.dist-info/METADATA": "" };
    assert.deepEqual(sessionWithPackages(older).analyse("/project/main.py").diagnostics, []);
  });

  it("a star import of PyTorch's gives its names; of a module that it does not have, any", () => {
    assert.deepEqual(told("from torch.nn import *\nfrom torch.nn.functional import *\nimport torch\nrelu(Linear(3, 4)(torch.zeros(1, 3)))\n"), []);
    assert.deepEqual(told("from torch._six import *\nprint(string_classes)\n"), ["import"]);
  });

  it("what a compiled package has besides its files is no module", () => {
    const files = {
      "site-packages/PIL/__init__.py": "__version__ = '12.0'\n",
      "site-packages/PIL/Image.py": "def merge(mode, bands):\n    return bands[0]\n",
      "site-packages/PIL/_imaging.cpython-311-x86_64-linux-gnu.so": "",
      "main.py": "import PIL\nfrom PIL import Image, ImageFilter\nImage.merge('RGB', [])\nint(PIL.__version__[0])\nImageFilter.BLUR(1)\n",
    };
    assert.deepEqual(sessionWithPackages(files).analyse("/project/main.py").diagnostics, []);
  });

  it("a folder without an __init__.py is a package only if no root has another of that name, and one of tests is none", () => {
    const files = {
      "kernels/one.py": "",
      "tests/triton/test_add.py": "import triton\nimport kernels\ntriton.jit(1)\nkernels.jit(1)\nimport utils\nutils.missing\n",
      "tests/utils/helpers.py": "",
      "site-packages/kernels/__init__.py": "def jit(f):\n    return f\n",
    };
    assert.deepEqual(sessionWithPackages(files).analyse("/project/tests/triton/test_add.py").diagnostics.map((d) => d.range.start.line), [5]);
  });

  it("a program's own folder may be named like a package that it imports", () => {
    const files = {
      "gradio/demo.py": "import gradio as gr\nfrom gradio.shapes import width\nimport torch\ngr.Interface(fn=print).launch()\ntorch.nn.Linear(width(), 2)(torch.zeros(1, 8))\n",
      "gradio/shapes.py": "def width():\n    return 9\n",
    };
    assert.deepEqual(sessionWithPackages(files).analyse("/project/gradio/demo.py").diagnostics.map((d) => d.range.start.line), [4]);
  });

  it("a compiled package that works on torch is read", () => {
    const files = {
      "site-packages/layers/__init__.py": "from .core import last\n",
      "site-packages/layers/core.py": "from torch import nn\ndef last():\n    return nn.Linear(9, 2)\n",
      "site-packages/layers/_C.so": "",
      "main.py": "import torch\nfrom layers import last\nlast()(torch.zeros(1, 8))\n",
    };
    const session = sessionWithPackages(files);
    assert.equal(session.analyse("/project/main.py").diagnostics.length, 1);
  });

  it("a large package in which nothing imports torch is not read; a small one is", () => {
    const parts = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`site-packages/large/part${i}.py`, ""]));
    const files = {
      ...parts,
      "site-packages/large/__init__.py": "def width():\n    return 9\n",
      "site-packages/small/__init__.py": "def width():\n    return 9\n",
      "main.py": "import torch\nimport large, small\ntorch.nn.Linear(large.width(), 2)(torch.zeros(1, 8))\ntorch.nn.Linear(small.width(), 2)(torch.zeros(1, 8))\n",
    };
    const session = sessionWithPackages(files);
    assert.deepEqual(session.analyse("/project/main.py").diagnostics.map((d) => d.range.start.line), [3]);
  });

  it("a part of a package that fills a table is loaded with the package", () => {
    const files = {
      "site-packages/worlds/__init__.py": "from worlds.table import make\nfrom worlds import shipped\n",
      "site-packages/worlds/table.py": "known = {}\ndef register(name, size):\n    known[name] = size\ndef make(name):\n    if name not in known:\n        raise KeyError(name)\n    return known[name]\n",
      "site-packages/worlds/shipped/__init__.py": "from worlds.table import register\nregister(name='pole', size=4)\n",
      "main.py": "import torch\nimport worlds\ntorch.nn.Linear(5, 2)(torch.zeros(1, worlds.make('pole')))\n",
    };
    const session = sessionWithPackages(files);
    assert.deepEqual(session.analyse("/project/main.py").diagnostics.map((d) => d.code), ["linear-in-features"]);
  });

  it("what an installed package does not find beside it is not there; what the program does not find may be", () => {
    const library = "try:\n    import fast\n    sizes = fast.sizes\nexcept ImportError:\n    sizes = (8, 2)\n";
    const files = {
      "site-packages/layers/__init__.py": library,
      "own.py": library,
      "main.py": "import torch\nfrom layers import sizes\ntorch.nn.Linear(*sizes)(torch.zeros(1, 9))\n",
      "second.py": "import torch\nfrom own import sizes\ntorch.nn.Linear(*sizes)(torch.zeros(1, 9))\n",
    };
    const session = sessionWithPackages(files);
    assert.deepEqual(session.analyse("/project/main.py").diagnostics.map((d) => d.code), ["linear-in-features"]);
    assert.deepEqual(session.analyse("/project/second.py").diagnostics, []);
  });

  it("folders that an environment links to are looked at, and packages that are installed to be edited", () => {
    const files = {
      "env/lib/python3.11/site-packages/links.pth": "import sys\n/project/elsewhere\n",
      "env/lib/python3.11/site-packages/__editable___shapes_0_1_finder.py": "import sys\nMAPPING: dict[str, str] = {'shapes': '/project/work/shapes'}\nNAMESPACES: dict[str, list[str]] = {}\n",
      "elsewhere/linked/__init__.py": "WIDTH = 8\n",
      "work/shapes/__init__.py": "WIDTH = 9\n",
      "program/setup.py": "",
      "program/main.py": "import torch\nimport linked, shapes\ntorch.nn.Linear(linked.WIDTH, 2)(torch.zeros(1, shapes.WIDTH))\n",
    };
    const roots = importRoots({ fs: filesOver(files), searchPaths: [], projectDir: "/project/program", pythonEnv: "/project/env" }, "/project/program/main.py");
    assert.deepEqual(roots.slice(-3), ["/project/env/lib/python3.11/site-packages", "/project/elsewhere", "/project/work"]);
  });

  it("a model whose base nobody sees may be initialised by it", () => {
    const text = "import torch\nfrom torch import nn\nfrom unseen import Mixin\nclass Net(Mixin, nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = nn.Linear(4, 2)\n        self.weight = nn.Parameter(torch.zeros(2))\n    def forward(self, x):\n        return self.layer(x) * self.weight\nNet()(torch.zeros(1, 5))\n";
    assert.deepEqual(told(text), ["linear-in-features"]);
  });

  it("what an installed package lacks within itself is not told; what it is given is", () => {
    const files = {
      "site-packages/states/__init__.py": "class State:\n    def __init__(self):\n        self.kept = {}\n\nclass Run:\n    def __init__(self, name='a'):\n        self.parts = name.split()\n        self.kind = State().kind\n",
      "main.py": "import torch\nfrom states import Run\nrun = Run()\ntorch.nn.Linear(3, 2)(torch.zeros(1, 4))\n",
      "second.py": "from states import Run\nrun = Run(True)\n",
    };
    const session = sessionWithPackages(files);
    assert.deepEqual(session.analyse("/project/main.py").diagnostics.map((d) => d.code), ["linear-in-features"]);
    assert.deepEqual(session.analyse("/project/second.py").diagnostics.map((d) => d.code), ["unknown-attribute"]);
  });
});
