"""Transforms of version 2 that move pixels."""
import torch
from PIL.Image import Image as Picture
from torchvision import tv_tensors
from torchvision.transforms import _affine_ranges, _draw_affine, _sizes
from torchvision.transforms.v2 import functional as F
from torchvision.transforms.v2._transform import Transform, _RandomApplyTransform
from torchvision.transforms.v2._utils import check_padding, check_padding_mode, fill_of, get_bounding_boxes, has_all, has_any, number_or_seq, query_size, setup_fill
from _shapelint import are_known, symbol, unknown


class RandomHorizontalFlip(_RandomApplyTransform):
    def transform(self, inpt, params):
        return self._call_kernel(F.horizontal_flip, inpt)


class RandomVerticalFlip(_RandomApplyTransform):
    def transform(self, inpt, params):
        return self._call_kernel(F.vertical_flip, inpt)


class Resize(Transform):
    def __init__(self, size, interpolation="bilinear", max_size=None, antialias=True):
        super().__init__()
        if isinstance(size, int):
            size = [size]
        elif isinstance(size, (tuple, list)) and len(size) in (1, 2):
            size = list(size)
        elif size is not None:
            raise ValueError(f"size can be an integer, a sequence of one or two integers, or None, but got {size} instead.")
        elif not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        self.size = size
        self.interpolation = interpolation
        self.max_size = max_size
        self.antialias = antialias

    def transform(self, inpt, params):
        return self._call_kernel(F.resize, inpt, self.size, interpolation=self.interpolation, max_size=self.max_size, antialias=self.antialias)


class _Sized(Transform):
    def __init__(self, size):
        super().__init__()
        self.size = _sizes.checked_pair(size, "Please provide only two dimensions (h, w) for size.")


class CenterCrop(_Sized):
    def transform(self, inpt, params):
        return self._call_kernel(F.center_crop, inpt, output_size=self.size)


class _Crops(_Sized):
    def check_inputs(self, flat_inputs):
        if has_any(flat_inputs, tv_tensors.BoundingBoxes, tv_tensors.Mask):
            raise TypeError(f"BoundingBoxes'es and Mask's are not supported by {type(self).__name__}()")


class FiveCrop(_Crops):
    def transform(self, inpt, params):
        return self._call_kernel(F.five_crop, inpt, self.size)


class TenCrop(_Crops):
    def __init__(self, size, vertical_flip=False):
        super().__init__(size)
        self.vertical_flip = vertical_flip

    def transform(self, inpt, params):
        return self._call_kernel(F.ten_crop, inpt, self.size, vertical_flip=self.vertical_flip)


class RandomResizedCrop(_Sized):
    def __init__(self, size, scale=(0.08, 1.0), ratio=(3.0 / 4.0, 4.0 / 3.0), interpolation="bilinear", antialias=True):
        super().__init__(size)
        if not isinstance(scale, (tuple, list)) or len(scale) != 2:
            raise TypeError("Scale should be a sequence of two floats.")
        if not isinstance(ratio, (tuple, list)) or len(ratio) != 2:
            raise TypeError("Ratio should be a sequence of two floats.")
        scale[0] > scale[1] or ratio[0] > ratio[1]
        self.scale = scale
        self.ratio = ratio
        self.interpolation = interpolation
        self.antialias = antialias
        self._log_ratio = torch.log(torch.tensor(self.ratio))

    def make_params(self, flat_inputs):
        height, width = query_size(flat_inputs)
        _sizes.draw_crop(self.scale, self.ratio)
        self._may_fit = _sizes.may_be_part(self.size, height, width, self.scale, self.ratio)
        height, width = _sizes.part(height, width, self.scale, self.ratio)
        return dict(top=symbol("i") - 1, left=symbol("j") - 1, height=height, width=width)

    def transform(self, inpt, params):
        if self._may_fit and _sizes.are_odd(self.size, inpt):
            return unknown("whether the part that is drawn has the size asked for, so that nothing resizes it")
        return self._call_kernel(F.resized_crop, inpt, **params, size=self.size, interpolation=self.interpolation, antialias=self.antialias)


class RandomCrop(_Sized):
    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
        super().__init__(size)
        if padding is not None:
            check_padding(padding)
        if pad_if_needed or padding is not None:
            check_padding_mode(padding_mode)
        self.padding = _sizes.sides(padding) if padding else None
        self.pad_if_needed = pad_if_needed
        self.fill = fill
        self._fill = setup_fill(fill)
        self.padding_mode = padding_mode

    def make_params(self, flat_inputs):
        height, width = query_size(flat_inputs)
        left, right, top, bottom = self.padding or [0, 0, 0, 0]
        height, width = height + top + bottom, width + left + right
        rows, columns = self.size
        if not self.pad_if_needed and (height < rows or width < columns):
            raise ValueError(f"Required crop size {(rows, columns)} is larger than {'padded ' if self.padding is not None else ''}input image size {(height, width)}.")
        if not are_known(height, width):
            return dict(padding=[0] * 4 if self.pad_if_needed else [left, top, right, bottom], top=symbol("i") - 1, left=symbol("j") - 1)
        if self.pad_if_needed:
            if height < rows:
                more = rows - height
                top, bottom, height = top + more, bottom + more, height + 2 * more
            if width < columns:
                more = columns - width
                left, right, width = left + more, right + more, width + 2 * more
        if height > rows:
            torch.randint(0, height - rows + 1, size=())
        if width > columns:
            torch.randint(0, width - columns + 1, size=())
        return dict(padding=[left, top, right, bottom], top=symbol("i") - 1 if height > rows else 0, left=symbol("j") - 1 if width > columns else 0)

    def transform(self, inpt, params):
        if any(params["padding"]):
            inpt = self._call_kernel(F.pad, inpt, padding=params["padding"], fill=fill_of(self._fill, inpt), padding_mode=self.padding_mode)
        return self._call_kernel(F.crop, inpt, top=params["top"], left=params["left"], height=self.size[0], width=self.size[1])


class Pad(Transform):
    def __init__(self, padding, fill=0, padding_mode="constant"):
        super().__init__()
        check_padding(padding)
        check_padding_mode(padding_mode)
        self.padding = padding if isinstance(padding, int) else list(padding)
        self.fill = fill
        self._fill = setup_fill(fill)
        self.padding_mode = padding_mode

    def transform(self, inpt, params):
        return self._call_kernel(F.pad, inpt, padding=self.padding, fill=fill_of(self._fill, inpt), padding_mode=self.padding_mode)


class _Cut(Transform):
    """Gives every part of a sample one size that is drawn at random."""

    def transform(self, inpt, params):
        return self._call_kernel(F.crop, inpt, top=0, left=0, height=params["size"][0], width=params["size"][1])


class RandomZoomOut(_RandomApplyTransform, _Cut):
    def __init__(self, fill=0, side_range=(1.0, 4.0), p=0.5):
        super().__init__(p=p)
        self.fill = fill
        self._fill = setup_fill(fill)
        _sizes.checked_sequence(side_range, "side_range", (2,))
        self.side_range = side_range
        if side_range[0] < 1.0 or side_range[0] > side_range[1]:
            raise ValueError(f"Invalid side range provided {side_range}.")

    def make_params(self, flat_inputs):
        query_size(flat_inputs)
        return dict(size=(symbol("H"), symbol("W")))


class RandomIoUCrop(_Cut):
    def __init__(self, min_scale=0.3, max_scale=1.0, min_aspect_ratio=0.5, max_aspect_ratio=2.0, sampler_options=None, trials=40):
        super().__init__()
        self.min_scale = min_scale
        self.max_scale = max_scale
        self.trials = trials

    def check_inputs(self, flat_inputs):
        if not (has_all(flat_inputs, tv_tensors.BoundingBoxes) and has_any(flat_inputs, Picture, tv_tensors.Image, F.is_pure_tensor)):
            raise TypeError(f"{type(self).__name__}() requires input sample to contain tensor or PIL images and bounding boxes. Sample can also contain masks.")

    def make_params(self, flat_inputs):
        query_size(flat_inputs)
        get_bounding_boxes(flat_inputs)
        return dict(size=(symbol("H"), symbol("W")))


class RandomRotation(Transform):
    def __init__(self, degrees, interpolation="nearest", expand=False, center=None, fill=0):
        super().__init__()
        self.degrees = _sizes.angles(degrees, "degrees")
        self.interpolation = interpolation
        self.expand = expand
        self.fill = fill
        self._fill = setup_fill(fill)
        if center is not None:
            _sizes.checked_sequence(center, "center", (2,))
        self.center = center

    def make_params(self, flat_inputs):
        _sizes.draw(self.degrees[0], self.degrees[1])
        fixed = self.degrees[0] == self.degrees[1]
        return dict(angle=self.degrees[0] if fixed else 1.0, size=None if fixed or not self.expand else (symbol("H"), symbol("W")))

    def transform(self, inpt, params):
        out = self._call_kernel(F.rotate, inpt, angle=params["angle"], interpolation=self.interpolation, expand=self.expand, center=self.center, fill=fill_of(self._fill, inpt))
        return out if params["size"] is None else self._call_kernel(F.crop, out, 0, 0, params["size"][0], params["size"][1])


class RandomAffine(Transform):
    def __init__(self, degrees, translate=None, scale=None, shear=None, interpolation="nearest", fill=0, center=None):
        super().__init__()
        self.degrees = _sizes.angles(degrees, "degrees")
        self.translate, self.scale, self.shear = _affine_ranges(translate, scale, shear)
        self.interpolation = interpolation
        self.fill = fill
        self._fill = setup_fill(fill)
        if center is not None:
            _sizes.checked_sequence(center, "center", (2,))
        self.center = center

    def make_params(self, flat_inputs):
        query_size(flat_inputs)
        _draw_affine(self)
        return dict(angle=0.0, translate=(0, 0), scale=1.0, shear=(0.0, 0.0))

    def transform(self, inpt, params):
        return self._call_kernel(F.affine, inpt, **params, interpolation=self.interpolation, fill=fill_of(self._fill, inpt), center=self.center)


class RandomPerspective(_RandomApplyTransform):
    def __init__(self, distortion_scale=0.5, p=0.5, interpolation="bilinear", fill=0):
        super().__init__(p=p)
        if not 0 <= distortion_scale <= 1:
            raise ValueError("Argument distortion_scale value should be between 0 and 1")
        self.distortion_scale = distortion_scale
        self.interpolation = interpolation
        self.fill = fill
        self._fill = setup_fill(fill)

    def make_params(self, flat_inputs):
        height, width = query_size(flat_inputs)
        _sizes.draw_corners(height, width, self.distortion_scale)
        return dict(coefficients=[0.0] * 8)

    def transform(self, inpt, params):
        return self._call_kernel(F.perspective, inpt, None, None, fill=fill_of(self._fill, inpt), interpolation=self.interpolation, **params)


class ElasticTransform(Transform):
    def __init__(self, alpha=50.0, sigma=5.0, interpolation="bilinear", fill=0):
        super().__init__()
        self.alpha = number_or_seq(alpha, "alpha")
        self.sigma = number_or_seq(sigma, "sigma")
        self.interpolation = interpolation
        self.fill = fill
        self._fill = setup_fill(fill)

    def make_params(self, flat_inputs):
        height, width = query_size(flat_inputs)
        for sigma in self.sigma:
            if sigma > 0.0:
                size = int(8 * sigma + 1) | 1
                F.gaussian_blur(torch.rand(1, 1, height, width), [size, size], self.sigma)
        return dict(displacement=torch.rand(1, height, width, 2))

    def transform(self, inpt, params):
        return self._call_kernel(F.elastic, inpt, **params, fill=fill_of(self._fill, inpt), interpolation=self.interpolation)


class _RandomSize(Transform):
    """Resizes every part of a sample to one size that is drawn at random."""

    def make_params(self, flat_inputs):
        query_size(flat_inputs)
        return dict(size=(symbol("H"), symbol("W")))

    def transform(self, inpt, params):
        return self._call_kernel(F.resize, inpt, params["size"], interpolation=self.interpolation, antialias=self.antialias)


class ScaleJitter(_RandomSize):
    def __init__(self, target_size, scale_range=(0.1, 2.0), interpolation="bilinear", antialias=True):
        super().__init__()
        self.target_size = target_size
        self.scale_range = scale_range
        self.interpolation = interpolation
        self.antialias = antialias


class RandomShortestSize(_RandomSize):
    def __init__(self, min_size, max_size=None, interpolation="bilinear", antialias=True):
        super().__init__()
        self.min_size = [min_size] if isinstance(min_size, int) else list(min_size)
        self.max_size = max_size
        self.interpolation = interpolation
        self.antialias = antialias

    def make_params(self, flat_inputs):
        height, width = query_size(flat_inputs)
        torch.randint(len(self.min_size), ())
        if are_known(height, width) and len(set(type(size) for size in self.min_size)) == 1:
            self.min_size[0] / min(height, width)
        # Lengths below 1 are refused alike.
        none = are_known(height, width, *self.min_size) and all(size <= 0 for size in self.min_size)
        if not none and any(size != self.min_size[0] for size in self.min_size) or not are_known(height, width):
            return dict(size=(symbol("H"), symbol("W")))
        ratio = self.min_size[0] / min(height, width)
        if self.max_size is not None:
            ratio = min(ratio, self.max_size / max(height, width))
        return dict(size=(int(height * ratio), int(width * ratio)))


class RandomResize(_RandomSize):
    def __init__(self, min_size, max_size, interpolation="bilinear", antialias=True):
        super().__init__()
        self.min_size = min_size
        self.max_size = max_size
        self.interpolation = interpolation
        self.antialias = antialias
