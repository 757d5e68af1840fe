/** Levels of rules, as a project states them. */
import assert from "node:assert/strict";
import { readLevels } from "../../server/src/ide/configuration.ts";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

const PROGRAM = "import torch\nimport torch.nn as nn\nloss = nn.MSELoss()(torch.randn(8, 1), torch.randn(8))\n";

function told(pyproject: string): string[] {
  return sessionOver({ "main.py": PROGRAM, "pyproject.toml": pyproject }).analyse("/project/main.py").diagnostics.map((d) => `${d.severity} ${d.code}`);
}

function mistakes(pyproject: string): readonly string[] {
  return sessionOver({ "main.py": PROGRAM, "pyproject.toml": pyproject }).configuration("/project/main.py").mistakes;
}

describe("the levels of rules", () => {
  before(prepareAnalysis);

  it("are the rules' own where nothing is said", () => {
    assert.deepEqual(told("[tool.other]\nrules = 1\n"), ["warning loss-broadcast"]);
  });

  it("are read from a section, an inline table or dotted keys", () => {
    assert.deepEqual(told('[tool.shapelint.rules]\nloss-broadcast = "error" # ours\n'), ["error loss-broadcast"]);
    assert.deepEqual(told('[tool.shapelint]\nrules = { "loss-broadcast" = "hint", broadcast = "off" }\n'), ["hint loss-broadcast"]);
    assert.deepEqual(told('[tool.shapelint]\nrules.loss-broadcast = "off"\n'), []);
  });

  it("yield to the editor's", () => {
    const { levels } = readLevels({ "loss-broadcast": "information" }, "shapelint.rules");
    const session = sessionOver({ "main.py": PROGRAM, "pyproject.toml": '[tool.shapelint.rules]\nloss-broadcast = "off"\n' }, { levels, mistakes: [] });
    assert.deepEqual(session.analyse("/project/main.py").diagnostics.map((d) => d.severity), ["information"]);
  });

  it("are told what is wrong with them", () => {
    assert.deepEqual(mistakes('[tool.shapelint.rules]\nloss-brodcast = "error"\n'), ["/project/pyproject.toml: there is no rule 'loss-brodcast'; did you mean 'loss-broadcast'?"]);
    assert.deepEqual(mistakes('[tool.shapelint.rules]\nbroadcast = "loud"\n'), ['/project/pyproject.toml: broadcast = "loud": choose one of off, hint, information, warning, error']);
    assert.deepEqual(mistakes('[tool.shapelint]\nrule = "off"\n'), ["/project/pyproject.toml: [tool.shapelint] has no setting 'rule', only rules"]);
    assert.deepEqual(readLevels(["broadcast"], "shapelint.rules").mistakes, ['shapelint.rules: rules are a table of codes and levels, such as broadcast = "warning"']);
  });
});
