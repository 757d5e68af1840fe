import torch
import torch.nn as nn

import blocks

WIDTH = 32


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = blocks.Block(3)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        x = self.block(x)
        return self.head(x.mean((2, 3)))


if __name__ == "__main__":
    print(Network()(torch.randn(8, 3, 64, 64)).shape)
