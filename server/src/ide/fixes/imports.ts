/** Names that everybody knows and nobody imported: `import torch.nn.functional as F`. */
import type { Node } from "../../syntax/ast.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";

const IMPORTS: Readonly<Record<string, string>> = {
  F: "import torch.nn.functional as F",
  nn: "import torch.nn as nn",
  torch: "import torch",
  optim: "import torch.optim as optim",
  np: "import numpy as np",
  numpy: "import numpy",
  math: "import math",
  os: "import os",
  random: "import random",
  time: "import time",
  copy: "import copy",
  torchvision: "import torchvision",
  transforms: "from torchvision import transforms",
  datasets: "from torchvision import datasets",
  models: "from torchvision import models",
  DataLoader: "from torch.utils.data import DataLoader",
  Dataset: "from torch.utils.data import Dataset",
  TensorDataset: "from torch.utils.data import TensorDataset",
  random_split: "from torch.utils.data import random_split",
  OrderedDict: "from collections import OrderedDict",
  partial: "from functools import partial",
  rearrange: "from einops import rearrange",
  tqdm: "from tqdm import tqdm",
  dataclass: "from dataclasses import dataclass",
};

export function* imports(f: Fault): Generator<Candidate> {
  if (f.rule !== "undefined-name") return;
  const name = /name '(\w+)' is not defined/.exec(f.problem.message)?.[1] ?? "";
  const line = Object.hasOwn(IMPORTS, name) ? IMPORTS[name] : undefined;
  const last = lastImport(f);
  if (line === undefined) return;
  yield { title: line, edits: [last ? f.lineAfter(last, line) : atStart(f, line)] };
}

/** The last of the file's first imports. */
function lastImport(f: Fault): Node | null {
  const body = f.session.parsed(f.diagnostic.path)?.units.flatMap((u) => u.body) ?? [];
  let last: Node | null = null;
  for (const stmt of body) {
    if (stmt.kind === "Import" || stmt.kind === "ImportFrom") last = stmt;
    else if (stmt.kind === "FunctionDef" || stmt.kind === "ClassDef") break;
  }
  return last;
}

function atStart(f: Fault, line: string): { path: string; range: { start: { line: number; character: number }; end: { line: number; character: number } }; newText: string } {
  const start = { line: 0, character: 0 };
  return { path: f.diagnostic.path, range: { start, end: start }, newText: `${line}\n` };
}
