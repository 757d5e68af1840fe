/**
 * Work, counted: statements and calls that the interpreter executes, objects that the sizes' normal forms
 * make, and statements lowered. Each budget is at most 1.2 times what was counted when it was set.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { symbol } from "../../server/src/dims/index.ts";
import type { Session } from "../../server/src/ide/session.ts";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const main = "/project/main.py";
const models = readFileSync(path.resolve(import.meta.dirname, "../../scripts/bench/models.py"), "utf8");

interface Work {
  readonly steps: number;
  readonly sizes: number;
  readonly lowered: number;
}

function work(session: Session, text: string): Work {
  session.analyse(main);
  const before = { steps: session.engineFor(main).interp.steps, ids: symbol({ name: "mark", min: 0 }).id, units: new Set(session.analyse(main).module.units) };
  session.setOverlay(main, text);
  const { module, interp } = session.analyse(main);
  return {
    steps: interp.steps - before.steps,
    sizes: symbol({ name: "mark", min: 0 }).id - before.ids,
    lowered: module.units.filter((u) => !before.units.has(u)).length,
  };
}

function within(done: Work, budget: Work): void {
  for (const key of ["steps", "sizes", "lowered"] as const) {
    assert.ok(done[key] <= budget[key], `${key}: ${done[key]}, budget ${budget[key]}`);
    assert.ok(done[key] * 1.5 >= budget[key], `${key}: ${done[key]} is so far below ${budget[key]} that the budget should be lowered`);
  }
}

/** A chain of convolutions, each with its own parameters. */
const chain = (layers: number): string => `
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
${Array.from({ length: layers }, (_, i) => `        self.conv${i} = nn.Conv2d(8, 8, 3)`).join("\n")}

    def forward(self, x):
${Array.from({ length: layers }, (_, i) => `        x = self.conv${i}(x)`).join("\n")}
        return x
`;

/** Classes beside one another that have nothing to do with one another. */
const classes = (count: number): string => `
import torch
import torch.nn as nn
${Array.from({ length: count }, (_, i) => `
class Net${i}(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(${i + 1}, 4)

    def forward(self, x):
        return self.fc(x)
`).join("\n")}`;

describe("work", () => {
  before(prepareAnalysis);

  it("of a keystroke in a research file: in a comment, in one model, in the script", () => {
    const session = sessionOver({ "main.py": models });
    within(work(session, `${models}\n# a comment`), BUDGETS.comment);
    session.setOverlay(main, models);
    within(work(session, models.replace("hidden=128", "hidden=256")), BUDGETS.model);
    session.setOverlay(main, models);
    within(work(session, models.replace("(16, 1, 28, 28)", "(8, 1, 28, 28)")), BUDGETS.script);
  });

  it("grows linearly with the number of layers", () => {
    const of = (layers: number): number => {
      const session = sessionOver({ "main.py": chain(layers) });
      return work(session, chain(layers).replace("Conv2d(8, 8, 3)", "Conv2d(8, 8, 5)")).sizes;
    };
    const [few, many] = [of(20), of(40)];
    assert.ok(many < few * 2.4, `${few} for 20 layers, ${many} for 40`);
  });

  it("grows linearly with the number of models in a file, and an edit of one runs one", () => {
    const of = (count: number): Work => {
      const session = sessionOver({ "main.py": classes(count) });
      return work(session, classes(count).replace("Linear(1, 4)", "Linear(1, 5)"));
    };
    const [few, many] = [of(20), of(40)];
    assert.equal(few.lowered, 1);
    assert.equal(many.lowered, 1);
    assert.ok(many.sizes <= few.sizes * 1.1, `${few.sizes} with 20 models, ${many.sizes} with 40`);
    assert.ok(many.steps < few.steps * 2.2, `${few.steps} with 20 models, ${many.steps} with 40`);
  });
});

const BUDGETS = {
  comment: { steps: 0, sizes: 3, lowered: 0 },
  model: { steps: 6000, sizes: 21, lowered: 1 },
  script: { steps: 6000, sizes: 21, lowered: 1 },
} satisfies Record<string, Work>;
