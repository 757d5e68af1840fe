/** What an edit costs, and that an analysis that re-uses the last one's entries gives what a whole one gives. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { edited, editsOf } from "../../scripts/bench/edits.ts";
import type { Analysis, Session } from "../../server/src/ide/session.ts";
import { unknownsOf } from "../../server/src/ide/summary.ts";
import { valueJson } from "../../server/src/ide/values-json.ts";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const main = "/project/main.py";
const models = readFileSync(path.resolve(import.meta.dirname, "../../scripts/bench/models.py"), "utf8");

/** A file whose statements reach into one another: a registry, attributes set from outside, names bound twice. */
const entangled = `
import torch
import torch.nn as nn

REGISTRY = {}
WIDTHS = [8]

def register(name):
    def wrap(cls):
        REGISTRY[name] = cls
        return cls
    return wrap

class Base(nn.Module):
    width = 4

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(self.width, 3)

@register("a")
class A(Base):
    width = 16

    def forward(self, x):
        return self.fc(x)

@register("b")
class B(Base):
    def forward(self, x):
        return self.fc(x.view(-1, 4))

Base.width = 6
WIDTHS.append(12)

def scale():
    return 2

def scale():
    return 3

def build():
    return nn.Sequential(REGISTRY["a"](), nn.Linear(3, WIDTHS[-1]), nn.Linear(WIDTHS[1], scale()))

class C(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = REGISTRY["b"]()

    def forward(self, x):
        return self.inner(x) + torch.zeros(scale())
`;

/** All that is shown of an analysis. */
function shown({ diagnostics, entries, interp, places }: Analysis): unknown {
  return {
    diagnostics: diagnostics.map(({ code, severity, message, range, related, fixes }) => ({ code, severity, message, range, related, fixes })),
    entries: entries.map((e) => {
      interp.scope = e.scope;
      return {
        expr: e.expr,
        status: e.status,
        inputs: e.inputs.map((i) => valueJson(interp, i.value)),
        output: valueJson(interp, e.output),
        requirements: e.requirements.map((r) => r.text),
        unknowns: unknownsOf(e, places),
        values: [...e.trace.values].map(([node, values]) => [places.of(node), values.map((v) => valueJson(interp, v))]),
      };
    }),
  };
}

function steps(session: Session, run: () => void): number {
  const { interp } = session.engineFor(main);
  const before = interp.steps;
  run();
  return interp.steps - before;
}

describe("an edit", () => {
  before(prepareAnalysis);

  for (const [name, text, count] of [["a research file", models, 8], ["statements that reach into one another", entangled, 60]] as const) {
    it(`gives what a whole analysis gives: ${name}`, function () {
      this.timeout(120_000);
      const session = sessionOver({ "main.py": text });
      const reference = sessionOver({ "main.py": text });
      for (const edit of editsOf(text, count, 7)) {
        for (const now of [edited(text, edit), text]) {
          session.setOverlay(main, now);
          reference.setOverlay(main, now);
          // Another file that changed: nothing of the last analysis is used.
          reference.invalidate("/project/other.py");
          assert.deepEqual(shown(session.analyse(main)), shown(reference.analyse(main)), JSON.stringify(edit));
        }
      }
    });
  }

  it("runs again only what can have changed", () => {
    const session = sessionOver({ "main.py": models });
    const first = session.analyse(main);
    const script = steps(session, () => session.load(main));
    const whole = steps(session, () => {
      session.invalidate("/project/other.py");
      session.analyse(main);
    });
    assert.ok(first.entries.some((e) => e.expr === "resnet50()"));
    const elsewhere = steps(session, () => {
      session.setOverlay(main, models.replace("hidden=128", "hidden=256"));
      session.analyse(main);
    });
    assert.ok(elsewhere < whole - 0.5 * (whole - script), `${elsewhere} of ${whole} steps, the script's own ${script}`);
  });
});

describe("a file of an installed package that is edited", () => {
  before(prepareAnalysis);

  it("is analysed as it is then, though other files imported it before", () => {
    const text = "import optional\nSEEN = optional.nowhere\nfrom torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self, width):\n        super().__init__()\n        self.a = nn.Linear(3, width)\n        self.b = nn.Linear(8, 2)\n\n    def forward(self, x):\n        return self.b(self.a(x))\n\n\ndef build():\n    return Net(8)\n";
    const file = "/project/site-packages/net.py";
    const files = {
      "site-packages/optional.py": "try:\n    import nowhere\nexcept ImportError:\n    nowhere = None\n",
      "site-packages/net.py": text,
      "main.py": "import torch\nfrom net import build\nbuild()(torch.zeros(1, 4))\n",
    };
    const session = sessionOver(files, undefined, ["/project/site-packages"]);
    assert.equal(session.analyse("/project/main.py").diagnostics.length, 1);
    assert.deepEqual(session.analyse(file).diagnostics, []);
    session.setOverlay(file, text.replace("nn.Linear(8, 2)", "nn.Linear(9, 2)"));
    assert.deepEqual(session.analyse(file).diagnostics.map((d) => d.code), ["linear-in-features"]);
  });
});
