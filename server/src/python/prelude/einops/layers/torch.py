"""einops as layers."""
import einops
import torch
from _shapelint import is_known
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
        rank = tensor.ndim
        try:
            return einops._transform(tensor, self.pattern, operation, self.axes_lengths, layer=True)
        except einops.EinopsError as e:
            if str(e).startswith("Wrong shape: expected"):
                raise KeyError(rank) from None
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
        self._operation = reduction if is_known(reduction) else "max"
        self._prepare(self._operation)

    def _arguments(self):
        return f"{self.pattern!r}, {self.reduction!r}"

    def forward(self, input):
        return self._apply_pattern(input, self._operation)


def _none_of(axes, message):
    if len(axes) > 0:
        raise einops.EinopsError(message.format(axes))


def _flat(groups):
    """The axes of a side one after the other, None for the ellipsis."""
    return [axis for g in groups for axis in ([None] if g is None else g)]


def _words(axes):
    return " ".join("..." if axis is None else axis for axis in axes)


class EinMix(nn.Module):
    """A linear map over named axes: `einsum` of the input with a weight, between two rearrangements."""

    def __init__(self, pattern, weight_shape, bias_shape=None, **axes_lengths):
        super().__init__()
        self.pattern = pattern
        self.weight_shape = weight_shape
        self.bias_shape = bias_shape
        self.axes_lengths = axes_lengths
        left_text, right_text = pattern.split("->")
        left = einops._Side(left_text)
        right = einops._Side(right_text)
        weight = einops._Side(weight_shape)
        self._check(left, right, weight)
        self.pre_rearrange = None
        if any(g is not None and len(g) != 1 for g in left.groups):
            names = _flat(left.groups)
            self.pre_rearrange = Rearrange(f"{left_text}-> {_words(names)}", **{n: size for n, size in axes_lengths.items() if n in names})
        self.post_rearrange = None
        if right.ellipsis_inside or any(g is not None and len(g) != 1 for g in right.groups):
            self.post_rearrange = Rearrange(f"{_words(_flat(right.groups))} ->{right_text}")
        for axis in weight.names:
            if axis not in axes_lengths:
                raise einops.EinopsError(f"Dimension {axis} of weight should be specified")
        _none_of({n for n in axes_lengths if n not in left.names and n not in weight.names}, "Axes {} are not used in pattern")
        _none_of({n for n in weight.names if n not in left.names and n not in right.names}, "Weight axes {} are redundant")
        sizes = [axes_lengths[g[0]] for g in weight.groups]
        fan_in = einops._product([axes_lengths[g[0]] for g in weight.groups if g[0] not in right.names])
        bias_sizes = self._bias_sizes(right)
        bound = (3 / fan_in) ** 0.5
        self.weight = nn.Parameter(torch.zeros(sizes).uniform_(-bound, bound))
        self.bias = None if bias_sizes is None else nn.Parameter(torch.zeros(bias_sizes))
        letters = {name: einops._LETTERS[i] for i, name in enumerate(sorted({*left.names, *right.names, *weight.names}))}
        letters[None] = "..."
        terms = ["".join(letters[axis] for axis in _flat(side.groups)) for side in (left, weight, right)]
        self.einsum_pattern = f"{terms[0]},{terms[1]}->{terms[2]}"

    def _check(self, left, right, weight):
        _none_of({n for n in right.names if n not in left.names and n not in weight.names} | ({"\u2026"} if right.ellipsis and not left.ellipsis and not weight.ellipsis else set()), "Unrecognized identifiers on the right side of EinMix {}")
        if weight.ellipsis:
            raise einops.EinopsError("Ellipsis is not supported in weight, as its shape should be fully specified")
        if left.ellipsis != right.ellipsis:
            raise einops.EinopsError(f"Ellipsis in EinMix should be on both sides, {self.pattern}")
        if left.ellipsis_inside:
            raise einops.EinopsError(f"Ellipsis on left side can't be in parenthesis, got {self.pattern}")
        if left.numbers or right.numbers or weight.numbers:
            raise einops.EinopsError("Anonymous axes (numbers) are not allowed in EinMix")
        if "(" in self.weight_shape or ")" in self.weight_shape:
            raise einops.EinopsError(f"Parenthesis is not allowed in weight shape: {self.weight_shape}")

    def _bias_sizes(self, right):
        if self.bias_shape is None:
            return None
        if not isinstance(self.bias_shape, str):
            raise einops.EinopsError("bias shape should be string specifying which axes bias depends on")
        bias = einops._Side(self.bias_shape)
        _none_of({n for n in bias.names if n not in right.names}, "Bias axes {} not present in output")
        _none_of({n for n in bias.names if n not in self.axes_lengths}, "Sizes not provided for bias axes {}")
        sizes = []
        for axis in _flat(right.groups):
            if axis is None:
                if any(n in bias.names for n in right.names[: len(sizes)]):
                    raise einops.EinopsError("all bias dimensions should go after ellipsis in the output")
            else:
                sizes.append(self.axes_lengths[axis] if axis in bias.names else 1)
        return sizes

    def forward(self, input):
        if self.pre_rearrange is not None:
            input = self.pre_rearrange(input)
        result = torch.einsum(self.einsum_pattern, input, self.weight)
        if self.bias is not None:
            result += self.bias
        return result if self.post_rearrange is None else self.post_rearrange(result)
