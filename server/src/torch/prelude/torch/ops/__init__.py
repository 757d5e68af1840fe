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


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _Namespace(name)


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
