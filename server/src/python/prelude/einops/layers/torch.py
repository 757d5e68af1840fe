"""einops as layers."""
import einops
import torch
from torch import nn


class Rearrange(nn.Module):
    def __init__(self, pattern, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        self.axes_lengths = axes_lengths

    def forward(self, input):
        return einops.rearrange(input, self.pattern, **self.axes_lengths)


class Reduce(nn.Module):
    def __init__(self, pattern, reduction, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        self.reduction = reduction
        self.axes_lengths = axes_lengths

    def forward(self, input):
        return einops.reduce(input, self.pattern, self.reduction, **self.axes_lengths)


class EinMix(nn.Module):
    def __init__(self, pattern, weight_shape, bias_shape=None, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        left, right = pattern.split("->")
        self.left = left.replace("(", " ").replace(")", " ").split()
        self.right = right.replace("(", " ").replace(")", " ").split()
        self.names = weight_shape.split()
        self.axes_lengths = axes_lengths
        self.weight = nn.Parameter(torch.empty([axes_lengths[n] for n in self.names]))
        self.bias = nn.Parameter(torch.empty([axes_lengths[n] for n in bias_shape.split()])) if bias_shape else None

    def forward(self, input):
        left, right = self.pattern.split("->")
        flat = einops.rearrange(input, left + " -> " + " ".join(self.left), **{n: s for n, s in self.axes_lengths.items() if n in self.left})
        out = einops.einsum(flat, self.weight, " ".join(self.left) + ", " + " ".join(self.names) + " -> " + " ".join(self.right))
        return einops.rearrange(out, " ".join(self.right) + " -> " + right)
