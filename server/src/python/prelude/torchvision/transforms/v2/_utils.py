"""What the transforms of version 2 ask of their samples and arguments."""
import numbers
from collections.abc import Mapping, Sequence

import torch
from PIL.Image import Image as Picture
from torchvision import tv_tensors
from torchvision.transforms.v2 import functional as F
from torchvision.transforms.v2._transform import check_type, has_all, has_any
from torchvision.transforms.v2.functional import get_dimensions, get_size, is_pure_tensor


def number_or_seq(arg, name):
    if not isinstance(arg, (int, float, Sequence)):
        raise TypeError(f"{name} should be a number or a sequence of numbers. Got {type(arg)}")
    if isinstance(arg, (int, float)):
        return [float(arg), float(arg)]
    if len(arg) not in (1, 2):
        raise ValueError(f"If {name} is a sequence its length should be 1 or 2. Got {len(arg)}")
    for element in arg:
        if not isinstance(element, (int, float)):
            raise ValueError(f"{name} should be a sequence of numbers. Got {type(element)}")
    return [float(arg[0]), float(arg[-1])]


def setup_fill(fill):
    if isinstance(fill, dict):
        return {key: _one_fill(value) for key, value in fill.items()}
    return {"others": _one_fill(fill)}


def _one_fill(fill):
    if fill is not None and not isinstance(fill, (numbers.Number, tuple, list)):
        raise TypeError("Got inappropriate fill arg, only Numbers, tuples, lists and dicts are allowed.")
    return fill if fill is None or isinstance(fill, (int, float)) else [float(v) for v in fill]


def fill_of(fills, inpt):
    return fills.get(type(inpt), fills.get("others"))


def check_padding(padding):
    message = f"Padding must be an int or a 1, 2, or 4 element of tuple or list, got {padding}."
    if isinstance(padding, (tuple, list)):
        if len(padding) not in [1, 2, 4] or not all(isinstance(p, int) for p in padding):
            raise ValueError(message)
    elif not isinstance(padding, int):
        raise ValueError(message)


def check_padding_mode(padding_mode):
    if padding_mode not in ["constant", "edge", "reflect", "symmetric"]:
        raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")


def query_chw(flat_inputs):
    return _only([tuple(get_dimensions(inpt)) for inpt in flat_inputs if check_type(inpt, (is_pure_tensor, tv_tensors.Image, Picture, tv_tensors.Video))], "No image or video was found in the sample", "CxHxW")


def query_size(flat_inputs):
    kinds = (is_pure_tensor, tv_tensors.Image, Picture, tv_tensors.Video, tv_tensors.Mask, tv_tensors.BoundingBoxes, tv_tensors.KeyPoints)
    return _only([tuple(get_size(inpt)) for inpt in flat_inputs if check_type(inpt, kinds)], "No image, video, mask, bounding box of keypoint was found in the sample", "HxW")


def _only(found, none, sizes):
    if len(found) == 0:
        raise TypeError(none)
    different = []
    for one in found:
        if one not in different:
            different.append(one)
    if len(different) > 1:
        told = ", ".join(f"'{one}'" for one in sorted(different))
        raise ValueError(f"Found multiple {sizes} dimensions in the sample: {told}")
    return different[0]


def get_bounding_boxes(flat_inputs):
    for inpt in flat_inputs:
        if isinstance(inpt, tv_tensors.BoundingBoxes):
            return inpt
    raise ValueError("No bounding boxes were found in the sample")


def get_keypoints(flat_inputs):
    for inpt in flat_inputs:
        if isinstance(inpt, tv_tensors.KeyPoints):
            return inpt
    raise ValueError("No keypoints were found in the sample")


def labels_in(inputs):
    """The labels where nobody says how to get them: the second item, or what a key says."""
    if isinstance(inputs, (tuple, list)):
        inputs = inputs[1]
    if is_pure_tensor(inputs):
        return inputs
    if not isinstance(inputs, Mapping):
        raise ValueError(f"When using the default labels_getter, the input passed to forward must be a dictionary or a two-tuple whose second item is a dictionary or a tensor, but got {inputs} instead.")
    for key in inputs.keys():
        if key.lower() == "labels":
            return inputs[key]
    for key in inputs.keys():
        if "label" in key.lower():
            return inputs[key]
    raise ValueError("Could not infer where the labels are in the sample. Try passing a callable as the labels_getter parameter?If there are no labels in the sample by design, pass labels_getter=None.")


def labels_getter_of(labels_getter):
    if labels_getter == "default":
        return labels_in
    if callable(labels_getter):
        return labels_getter
    if labels_getter is None:
        return lambda _: None
    raise ValueError(f"labels_getter should either be 'default', a callable, or None, but got {labels_getter}.")
