"""einops as layers."""
import einops
import torch
from torch import nn


class _Layer(nn.Module):
    """A pattern checked when the layer is made; what fails in a call is not told with the pattern, as functions do."""

    def __repr__(self):
        sizes = "".join(f", {axis}={length}" for axis, length in self.axes_lengths.items())
        return f"{type(self).__name__}({self._arguments()}{sizes})"

    def _prepare(self, operation):
        try:
            left, right = einops._sides(self.pattern, operation, self.axes_lengths)
            einops._given_lengths(left, right, [g for g in left.groups if g is not None], self.axes_lengths)
        except einops.EinopsError as e:
            raise einops.EinopsError(f" Error while preparing {self!r}\n {e}") from None

    def _apply_pattern(self, tensor, operation):
        try:
            return einops._transform(tensor, self.pattern, operation, self.axes_lengths)
        except einops.EinopsError as e:
            if str(e).startswith("Wrong shape: expected"):
                raise KeyError(len(tensor.shape)) from None
            raise


class Rearrange(_Layer):
    def __init__(self, pattern, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        self.axes_lengths = axes_lengths
        self._prepare("rearrange")

    def _arguments(self):
        return repr(self.pattern)

    def forward(self, input):
        return self._apply_pattern(input, "rearrange")


class Reduce(_Layer):
    def __init__(self, pattern, reduction, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        self.reduction = reduction
        self.axes_lengths = axes_lengths
        self._prepare(reduction)

    def _arguments(self):
        return f"{self.pattern!r}, {self.reduction!r}"

    def forward(self, input):
        return self._apply_pattern(input, self.reduction)


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
