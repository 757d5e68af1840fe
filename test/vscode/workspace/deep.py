import torch
import torch.nn as nn


class Deep(nn.Module):
    def __init__(self, depth=500):
        super().__init__()
        self.blocks = nn.Sequential(*[nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.ReLU()) for _ in range(depth)])

    def forward(self, x):
        return self.blocks(x)


print(Deep()(torch.randn(1, 8, 16, 16)).shape)
