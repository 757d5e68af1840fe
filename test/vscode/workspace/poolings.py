import torch
import torch.nn as nn
import torch.nn.functional as F

line = torch.randn(1, 2, 20)
plane = torch.randn(1, 2, 9, 9)
volume = torch.randn(1, 2, 6, 6, 6)

largest, places = F.max_pool2d(plane, 2, return_indices=True)
average = F.avg_pool1d(line, 4, stride=2)
power = nn.LPPool2d(2, kernel_size=3)(plane)
deep = nn.MaxPool3d(2)(volume)
adaptive = nn.AdaptiveMaxPool1d(5)(line)
mean = F.adaptive_avg_pool2d(plane, (3, 2))
norm = F.lp_pool1d(line, 2.0, 5)
padded = nn.AvgPool2d(3, stride=2, padding=1)(plane)
