import torch
import torch.nn as nn


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)

    def forward(self, image):
        return torch.relu(self.conv(image)).mean((2, 3))


class Free(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, picture):
        return self.conv(picture)


twice = Twice()
small = twice(torch.randn(1, 3, 32, 32))
large = twice(torch.randn(2, 3, 64, 64))
saved = torch.load("weights.pt")
total = saved + 1
