import type { Rule } from "./rule.ts";

export const embeddingIndex: Rule = {
  code: "embedding-index",
  title: "An index beyond an embedding",
  severity: "error",
  what: "An index that is known, or a padding_idx, is not within num_embeddings; or offsets of a bag do not fit.",
  why: "PyTorch raises IndexError on the CPU and fails without a message on a GPU.",
  fix: "Make num_embeddings the largest index plus one.",
  doubt: "Indices that come from data are not known and not judged.",
  bad: `
import torch
import torch.nn as nn

y = nn.Embedding(10, 4)(torch.tensor([3, 10]))
`,
  good: `
import torch
import torch.nn as nn

y = nn.Embedding(11, 4)(torch.tensor([3, 10]))
`,
};
