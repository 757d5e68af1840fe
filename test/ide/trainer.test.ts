import assert from "node:assert/strict";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

/** As much of an installed `transformers` as scripts with a trainer import. */
const TRANSFORMERS = {
  "site-packages/transformers/__init__.py": "from .trainer import Trainer\nfrom .training_args import TrainingArguments\n",
  "site-packages/transformers/trainer.py": "raise ValueError('the real one is not read')\n",
  "site-packages/transformers/training_args.py":
    "class TrainingArguments:\n    def __init__(self, output_dir, per_device_train_batch_size=8, per_device_eval_batch_size=8):\n        self.per_device_train_batch_size = per_device_train_batch_size\n        self.per_device_eval_batch_size = per_device_eval_batch_size\n        self.remove_unused_columns = True\n        self.dataloader_drop_last = False\n",
  "site-packages/transformers/data/__init__.py": "",
  "site-packages/transformers/data/data_collator.py": "import torch\ndef default_data_collator(features):\n    return {k: torch.stack([f[k] for f in features]) for k in features[0]}\n",
};

const MODEL = `import torch
from torch import nn
from torch.utils.data import Dataset
from transformers import Trainer, TrainingArguments

class Items(Dataset):
    def __len__(self):
        return 32
    def __getitem__(self, i):
        return {"x": torch.randn(12), "labels": torch.tensor(i % 3), "note": "not for the model"}

class Net(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.layer = nn.Linear(size, 3)
    def forward(self, x, labels=None):
        logits = self.layer(x)
        return {"loss": nn.functional.cross_entropy(logits, labels), "logits": logits}

args = TrainingArguments("out", per_device_train_batch_size=4)
`;

function told(script: string): string[] {
  return sessionOver({ ...TRANSFORMERS, "main.py": MODEL + script }, undefined, ["/project/site-packages"])
    .analyse("/project/main.py")
    .diagnostics.map((d) => `${d.code}: ${d.message.split("\n")[0]}`);
}

describe("Hugging Face's trainer", () => {
  before(prepareAnalysis);

  it("runs the model on the batches of its data set", () => {
    assert.deepEqual(told("Trainer(model=Net(12), args=args, train_dataset=Items(), eval_dataset=Items()).train()\n"), []);
    assert.deepEqual(told("trainer = Trainer(model=Net(10), args=args, train_dataset=Items())\ntrainer.train()\n"), ["linear-in-features: linear: expected 10 input features (last dim), got 12 from (4, 12)"]);
    assert.deepEqual(told("Trainer(model=Net(10), args=args, eval_dataset=Items()).evaluate()\n"), ["linear-in-features: linear: expected 10 input features (last dim), got 12 from (8, 12)"]);
  });

  it("computes the loss as a subclass says", () => {
    const own = "class Own(Trainer):\n    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):\n        labels = inputs.pop('labels')\n        logits = model.layer(inputs['x'])\n        loss = nn.functional.mse_loss(logits, labels.float())\n        return (loss, logits) if return_outputs else loss\n";
    assert.match(told(`${own}Own(model=Net(12), args=args, train_dataset=Items()).train()\n`).join(), /loss-target|broadcast/);
    assert.deepEqual(told(`${own.replace("labels.float()", "labels.float()[:, None].expand(-1, 3)")}Own(model=Net(12), args=args, train_dataset=Items()).train()\n`), []);
  });

  it("says nothing of data and tokenizers that are not known", () => {
    assert.deepEqual(told("import unseen\nt = Trainer(model=Net(10), args=args, train_dataset=unseen.load()['train'])\nt.train()\nprint(t.evaluate()['eval_loss'], t.state.best_metric)\n"), []);
    assert.deepEqual(told("import unseen\nTrainer(model=Net(10), args=args, train_dataset=Items(), data_collator=unseen.Collator()).train()\n"), []);
    assert.deepEqual(told("import unseen\nTrainer(model=Net(10), args=args, train_dataset=Items(), processing_class=unseen.tokenizer()).train()\n"), []);
    assert.deepEqual(told("import unseen\nTrainer(model=unseen.model(), args=unseen.args(), train_dataset=Items()).train()\n"), []);
  });
});
