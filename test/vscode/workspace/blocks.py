import torch.nn as nn

import network


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, network.WIDTH, 3, padding=1)
        self.norm = nn.BatchNorm2d(network.WIDTH)

    def forward(self, x):
        return self.norm(self.conv(x))
