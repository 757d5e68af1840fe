import torch
import torch.nn as nn

stem = nn.Sequential(
    nn.Conv2d(3, 16, 3, padding=1),
    nn.BatchNorm2d(8),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(8, 32, 3, padding=1),
)
print(stem(torch.randn(4, 3, 32, 32)).shape)
