"""torchvision.transforms, version 1: images become images of known sizes, ToTensor makes (C, H, W)."""
import numbers
import random
from collections.abc import Sequence

import torch
from torch import nn
from torchvision.transforms import _sizes, functional
from torchvision.transforms.functional import InterpolationMode
from _shapelint import are_known, symbol, unknown

F = functional


def _happens(p):
    """Whether what is done with probability p is done: not known, but for certainties."""
    if isinstance(p, (int, float)) and not 0 < p < 1:
        return p >= 1
    return bool(torch.rand(1) < p)


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        for t in self.transforms:
            img = t(img)
        return img


class ToTensor:
    def __call__(self, pic):
        return F.to_tensor(pic)


class PILToTensor:
    def __call__(self, pic):
        return F.pil_to_tensor(pic)


class ConvertImageDtype(nn.Module):
    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype

    def forward(self, image):
        return F.convert_image_dtype(image, self.dtype)


class ToPILImage:
    def __init__(self, mode=None):
        self.mode = mode

    def __call__(self, pic):
        return F.to_pil_image(pic, self.mode)


class Normalize(nn.Module):
    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def forward(self, tensor):
        return F.normalize(tensor, self.mean, self.std, self.inplace)


class Resize(nn.Module):
    def __init__(self, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=True):
        super().__init__()
        if not isinstance(size, (int, Sequence)):
            raise TypeError(f"Size should be int or sequence. Got {type(size)}")
        if isinstance(size, Sequence) and len(size) not in (1, 2):
            raise ValueError("If size is a sequence, it should have 1 or 2 values")
        self.size = size
        self.interpolation = interpolation
        self.max_size = max_size
        self.antialias = antialias

    def forward(self, img):
        return F.resize(img, self.size, self.interpolation, self.max_size, self.antialias)


class Scale(Resize):
    pass


class _Sized(nn.Module):
    """What has a size of its own, given as one number or two."""

    def __init__(self, size):
        super().__init__()
        self.size = _sizes.checked_pair(size, F._SIDES)


class CenterCrop(_Sized):
    def forward(self, img):
        return F.center_crop(img, self.size)


class FiveCrop(_Sized):
    def forward(self, img):
        return F.five_crop(img, self.size)


class TenCrop(_Sized):
    def __init__(self, size, vertical_flip=False):
        super().__init__(size)
        self.vertical_flip = vertical_flip

    def forward(self, img):
        return F.ten_crop(img, self.size, self.vertical_flip)


class RandomCrop(_Sized):
    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
        super().__init__(size)
        self.size = tuple(self.size)
        self.padding = padding
        self.pad_if_needed = pad_if_needed
        self.fill = fill
        self.padding_mode = padding_mode

    @staticmethod
    def get_params(img, output_size):
        _, height, width = F.get_dimensions(img)
        rows, columns = output_size
        if height < rows or width < columns:
            raise ValueError(f"Required crop size {(rows, columns)} is larger than input image size {(height, width)}")
        if are_known(height, width) and (height, width) == (rows, columns):
            return 0, 0, height, width
        if are_known(height, width):
            torch.randint(0, height - rows + 1, size=(1,)), torch.randint(0, width - columns + 1, size=(1,))
        return symbol("i") - 1, symbol("j") - 1, rows, columns

    def forward(self, img):
        if self.padding is not None:
            img = F.pad(img, self.padding, self.fill, self.padding_mode)
        _, height, width = F.get_dimensions(img)
        if self.pad_if_needed:
            if not are_known(height, width):
                return F._sized(img, self.size[0], self.size[1])
            if width < self.size[1]:
                img = F.pad(img, [self.size[1] - width, 0], self.fill, self.padding_mode)
            if height < self.size[0]:
                img = F.pad(img, [0, self.size[0] - height], self.fill, self.padding_mode)
        top, left, height, width = self.get_params(img, self.size)
        return F.crop(img, top, left, height, width)


class RandomResizedCrop(_Sized):
    def __init__(self, size, scale=(0.08, 1.0), ratio=(3.0 / 4.0, 4.0 / 3.0), interpolation=InterpolationMode.BILINEAR, antialias=True):
        super().__init__(size)
        if not isinstance(scale, Sequence):
            raise TypeError("Scale should be a sequence")
        if not isinstance(ratio, Sequence):
            raise TypeError("Ratio should be a sequence")
        scale[0] > scale[1] or ratio[0] > ratio[1]
        self.scale = scale
        self.ratio = ratio
        self.interpolation = interpolation
        self.antialias = antialias

    @staticmethod
    def get_params(img, scale, ratio):
        F.get_dimensions(img)
        return symbol("i") - 1, symbol("j") - 1, symbol("h"), symbol("w")

    def forward(self, img):
        _, height, width = F.get_dimensions(img)
        _sizes.draw_crop(self.scale, self.ratio)
        part = F._sized(img, *_sizes.part(height, width, self.scale, self.ratio))
        fails = img.ndim not in (3, 4) or not all(img.shape) if isinstance(img, torch.Tensor) else False
        if (fails or _sizes.are_odd(self.size, img)) and _sizes.may_be_part(self.size, height, width, self.scale, self.ratio):
            return unknown("whether the part that is drawn has the size asked for, so that nothing resizes it")
        return F._interpolated(part, self.size[0], self.size[1], F._mode(self.interpolation).value, self.antialias)


class RandomSizedCrop(RandomResizedCrop):
    pass


class Pad(nn.Module):
    def __init__(self, padding, fill=0, padding_mode="constant"):
        super().__init__()
        if not isinstance(padding, (numbers.Number, tuple, list)):
            raise TypeError("Got inappropriate padding arg")
        if not isinstance(fill, (numbers.Number, tuple, list)):
            raise TypeError("Got inappropriate fill arg")
        if padding_mode not in ["constant", "edge", "reflect", "symmetric"]:
            raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")
        if isinstance(padding, Sequence) and len(padding) not in [1, 2, 4]:
            raise ValueError(f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(padding)} element tuple")
        self.padding = padding
        self.fill = fill
        self.padding_mode = padding_mode

    def forward(self, img):
        return F.pad(img, self.padding, self.fill, self.padding_mode)


class Grayscale(nn.Module):
    def __init__(self, num_output_channels=1):
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img):
        return F.rgb_to_grayscale(img, self.num_output_channels)


class LinearTransformation(nn.Module):
    def __init__(self, transformation_matrix, mean_vector):
        super().__init__()
        self.transformation_matrix, self.mean_vector = _whitening(transformation_matrix, mean_vector)

    def forward(self, tensor):
        return _whitened(self, tensor, torch.Tensor.view)


def _whitening(matrix, mean):
    if matrix.size(0) != matrix.size(1):
        raise ValueError(f"transformation_matrix should be square. Got {tuple(matrix.size())} rectangular matrix.")
    if mean.size(0) != matrix.size(0):
        raise ValueError(f"mean_vector should have the same length {mean.size(0)} as any one of the dimensions of the transformation_matrix [{tuple(matrix.size())}]")
    if matrix.dtype != mean.dtype:
        raise ValueError(f"Input tensors should have the same dtype. Got {matrix.dtype} and {mean.dtype}")
    return matrix, mean


def _whitened(self, tensor, laid_out=torch.Tensor.reshape):
    shape = tensor.shape
    count = shape[-3] * shape[-2] * shape[-1]
    if count != self.transformation_matrix.shape[0]:
        raise ValueError(f"Input tensor and transformation matrix have incompatible shape.[{shape[-3]} x {shape[-2]} x {shape[-1]}] != {self.transformation_matrix.shape[0]}")
    flat = laid_out(tensor, (-1, count)) - self.mean_vector
    return torch.mm(flat, self.transformation_matrix.to(flat.dtype)).reshape(shape)


class Lambda:
    def __init__(self, lambd):
        if not callable(lambd):
            raise TypeError(f"Argument lambd should be callable, got {repr(type(lambd).__name__)}")
        self.lambd = lambd

    def __call__(self, img):
        return self.lambd(img)


class RandomTransforms:
    def __init__(self, transforms):
        if not isinstance(transforms, Sequence):
            raise TypeError("Argument transforms should be a sequence")
        self.transforms = transforms


class RandomApply(nn.Module):
    def __init__(self, transforms, p=0.5):
        super().__init__()
        self.transforms = transforms
        self.p = p

    def forward(self, img):
        if _happens(self.p):
            for t in self.transforms:
                img = t(img)
        return img


class RandomOrder(RandomTransforms):
    def __call__(self, img):
        for t in self.transforms:
            img = t(img)
        return img


class RandomChoice(RandomTransforms):
    def __init__(self, transforms, p=None):
        super().__init__(transforms)
        if p is not None and not isinstance(p, Sequence):
            raise TypeError("Argument p should be a sequence")
        self.p = p

    def __call__(self, *args):
        return random.choice(self.transforms)(*args)


from torchvision.transforms._random import (
    _affine_ranges, _draw_affine, _check_erasing, _checked_kernel, AugMix, AutoAugment, AutoAugmentPolicy, ColorJitter, ElasticTransform, GaussianBlur, RandAugment, RandomAdjustSharpness, RandomAffine, RandomAutocontrast, RandomEqualize, RandomErasing, RandomGrayscale,
    RandomHorizontalFlip, RandomInvert, RandomPerspective, RandomPosterize, RandomRotation, RandomSolarize, RandomVerticalFlip, TrivialAugmentWide,
)
