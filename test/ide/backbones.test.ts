/** The backbones that stand in where torchvision is not installed: what they give, and what is said of them. */
import assert from "node:assert/strict";
import { bundledBackbones } from "../../scripts/corpus/bundled.ts";
import { hover } from "../../server/src/ide/hover.ts";
import { analyse, prepareAnalysis } from "../analysis.ts";

/** One of each family; `npm run test:corpus` holds all of them. */
const FAMILIES = [
  "alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "efficientnet_v2_s", "googlenet", "inception_v3", "mnasnet0_5", "mobilenet_v2",
  "mobilenet_v3_small", "regnet_y_400mf", "resnet18", "resnet50", "shufflenet_v2_x0_5", "squeezenet1_1", "swin_t", "vgg11_bn", "vit_b_16",
];

const TORCHVISION = `import torch
import torch.nn as nn
import torchvision.models as models

model = models.resnet18(weights=None)
y = model(torch.zeros(2, 3, 64, 64))
`;

const INSTALLED = {
  "torchvision/__init__.py": "",
  "torchvision/models.py": "import torch.nn as nn\n\n\ndef resnet18(weights=None):\n    return nn.Sequential(nn.Flatten(), nn.Linear(3 * 64 * 64, 5))\n",
};

describe("bundled backbones", () => {
  before(prepareAnalysis);

  it("are called as torchvision's own, call by call", () => {
    const judged = [...bundledBackbones()].filter(({ id }) => FAMILIES.includes(id)).map(({ judge }) => judge());
    assert.deepEqual(judged.map((v) => v.id), FAMILIES);
    assert.deepEqual(judged.filter((v) => v.verdict !== "exact"), []);
  });

  it("are named in the hover of the model and of what it gives", () => {
    const analysis = analyse(TORCHVISION);
    for (const line of [4, 5]) assert.match(hover(analysis, { line, character: 0 })?.markdown ?? "", /torchvision is not installed: its interface as bundled with ShapeLint is used/);
  });

  it("give way to an installed torchvision, in part and as a whole", () => {
    const analysis = analyse(`${TORCHVISION}import torchvision.ops as ops\nz = ops.StochasticDepth(0.5, "row")(y)\n`, INSTALLED);
    assert.match(hover(analysis, { line: 5, character: 0 })?.markdown ?? "", /y: \(2, 5\)/);
    assert.doesNotMatch(hover(analysis, { line: 4, character: 0 })?.markdown ?? "", /not installed/);
    assert.match(hover(analysis, { line: 7, character: 0 })?.markdown ?? "", /not known/);
  });
});
