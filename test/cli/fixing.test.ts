import assert from "node:assert/strict";
import { checkFile } from "../../server/src/cli/check.ts";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const WRONG = `
import torch
import torch.nn as nn

x = torch.randn(2, 5)
nn.Linear(4, 3)(x)
nn.Linear(6, 3)(x)
nn.Linear(7, 3)(x)
`;

/** Which of the diagnostics have fixes, and how many diagnostics' were not sought. */
function fixed(mostFixing?: number): { readonly fixed: readonly boolean[]; readonly notSought: number | undefined } {
  const { diagnostics, fixesNotSought } = checkFile(sessionOver({ "main.py": WRONG }), "/project/main.py", mostFixing);
  return { fixed: diagnostics.map((d) => d.fixes.length > 0), notSought: fixesNotSought };
}

describe("the fixes of a file with many errors", () => {
  before(prepareAnalysis);

  it("are sought for each", () => {
    assert.deepEqual(fixed(), { fixed: [true, true, true], notSought: undefined });
  });

  it("are sought no more once they have cost too much; the errors are told all the same, and so is that", () => {
    assert.deepEqual(fixed(1), { fixed: [true, false, false], notSought: 2 });
  });
});
