"""Operators by their own names; those of a program are entered by `torch.library`."""
from _shapelint import unknown


class _Namespace:
    def __init__(self, name):
        self._name = name

    def __getattr__(self, name):
        from torch.library import _operators

        if name.startswith("__"):
            raise AttributeError(name)
        qualname = f"{self._name}::{name}"
        return _operators[qualname] if qualname in _operators else unknown(f"the operator {qualname}")


class _Packet:
    """An operator of ATen by its name: the function that Python knows by it, whichever overload is asked for."""

    def __init__(self, name, function):
        self._name = name
        self._function = function

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __call__(self, /, *args, **kwargs):
        if "self" in kwargs:
            kwargs["input"] = kwargs.pop("self")
        try:
            return self._function(*args, **kwargs)
        except TypeError:
            # Its parameters are read by another parser.
            return unknown(f"the operator aten::{self._name}")


class _Aten(_Namespace):
    def __getattr__(self, name):
        import torch

        if name.startswith("__"):
            raise AttributeError(name)
        if name in _WITHOUT_A_NAME:
            return _Packet(name, _WITHOUT_A_NAME[name])
        # The parser that Python's losses go through reads their reduction's default otherwise.
        for space in (torch, torch.Tensor, None if name.endswith("loss") else torch._C._nn):
            if not name.startswith("_") and hasattr(space, name):
                return _Packet(name, getattr(space, name))
        return unknown(f"the operator aten::{name}")


def _part(input, dim=0, start=None, end=None, step=1):
    dim = dim if dim >= 0 else dim + input.dim()
    # To the end, as exported programs say it.
    end = None if end is not None and end > 2**62 else end
    return input[(slice(None),) * dim + (slice(start, end, step),)]


# What Python does under no name of its own.
_WITHOUT_A_NAME = {
    "slice": _part,
    "index": lambda input, indices: input[tuple(slice(None) if i is None else i for i in indices)],
    "_softmax": lambda input, dim, half_to_float: input.softmax(dim),
    "_log_softmax": lambda input, dim, half_to_float: input.log_softmax(dim),
    "_to_copy": lambda input, **options: input.to(**options),
    "sym_size": lambda input, dim: input.size(dim),
}


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _Aten(name) if name == "aten" else _Namespace(name)


def _operator(fn):
    """One that has overloads, of which only the default is called here."""
    from torch.library import CustomOpDef

    return CustomOpDef(fn.__name__, fn)


class torchvision:
    @staticmethod
    def _cuda_version():
        return -1

    @_operator
    def nms(dets, scores, iou_threshold):
        import torch
        from _shapelint import symbol

        if dets.dim() != 2:
            raise RuntimeError(f"boxes should be a 2d tensor, got {dets.dim()}D")
        if dets.size(1) != 4:
            raise RuntimeError(f"boxes should have 4 elements in dimension 1, got {dets.size(1)}")
        if scores.dim() != 1:
            raise RuntimeError(f"scores should be a 1d tensor, got {scores.dim()}D")
        if dets.size(0) != scores.size(0):
            raise RuntimeError(f"boxes and scores should have same number of elements in dimension 0, got {dets.size(0)} and {scores.size(0)}")
        return torch.empty((symbol("kept"),), dtype=torch.int64)

    @_operator
    def box_iou_rotated(boxes1, boxes2):
        import torch

        return torch.empty((boxes1.size(0), boxes2.size(0)), dtype=boxes1.dtype)

    @_operator
    def roi_align(input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio, aligned):
        import torch

        if rois.size(1) != 5:
            raise RuntimeError("Tensor must have shape as Tensor[K, 5]")
        return torch.empty((rois.size(0), input.size(1), pooled_height, pooled_width), dtype=input.dtype)

    @_operator
    def roi_pool(input, rois, spatial_scale, pooled_height, pooled_width):
        import torch

        out = torch.empty((rois.size(0), input.size(1), pooled_height, pooled_width), dtype=input.dtype)
        return out, torch.empty(out.shape, dtype=torch.int32)

    @_operator
    def ps_roi_align(input, rois, spatial_scale, pooled_height, pooled_width, sampling_ratio):
        import torch

        out = torch.empty((rois.size(0), input.size(1) // (pooled_height * pooled_width), pooled_height, pooled_width), dtype=input.dtype)
        return out, torch.empty(out.shape, dtype=torch.int32)

    @_operator
    def ps_roi_pool(input, rois, spatial_scale, pooled_height, pooled_width):
        import torch

        out = torch.empty((rois.size(0), input.size(1) // (pooled_height * pooled_width), pooled_height, pooled_width), dtype=input.dtype)
        return out, torch.empty(out.shape, dtype=torch.int32)

    @_operator
    def deform_conv2d(input, weight, offset, mask, bias, stride_h, stride_w, pad_h, pad_w, dil_h, dil_w, groups, offset_groups, use_mask):
        import torch

        h = (input.size(2) + 2 * pad_h - (dil_h * (weight.size(2) - 1) + 1)) // stride_h + 1
        w = (input.size(3) + 2 * pad_w - (dil_w * (weight.size(3) - 1) + 1)) // stride_w + 1
        return torch.empty((input.size(0), weight.size(0), h, w), dtype=input.dtype)


def load_library(path):
    return None
