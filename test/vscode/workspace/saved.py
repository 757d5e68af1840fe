import torch
import torch.nn as nn

y = nn.Linear(8, 4)(torch.randn(2, 8))
print(y.shape)
