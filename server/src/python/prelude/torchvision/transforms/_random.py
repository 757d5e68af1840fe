"""The random transforms of version 1 that keep an image's size, or turn it."""
import numbers
from collections.abc import Sequence
from enum import Enum

import torch
from torch import nn
from torchvision.transforms import _happens, _sizes
from torchvision.transforms import functional as F
from torchvision.transforms._warps import rotate_at_random
from torchvision.transforms.functional import InterpolationMode
from _shapelint import symbol


class _Sometimes(nn.Module):
    """Done with a probability."""

    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, img):
        return self.done(img) if _happens(self.p) else img


class RandomHorizontalFlip(_Sometimes):
    def done(self, img):
        return F.hflip(img)


class RandomVerticalFlip(_Sometimes):
    def done(self, img):
        return F.vflip(img)


class RandomInvert(_Sometimes):
    def done(self, img):
        return F.invert(img)


class RandomAutocontrast(_Sometimes):
    def done(self, img):
        return F.autocontrast(img)


class RandomEqualize(_Sometimes):
    def done(self, img):
        return F.equalize(img)


class RandomPosterize(_Sometimes):
    def __init__(self, bits, p=0.5):
        super().__init__(p)
        self.bits = bits

    def done(self, img):
        return F.posterize(img, self.bits)


class RandomSolarize(_Sometimes):
    def __init__(self, threshold, p=0.5):
        super().__init__(p)
        self.threshold = threshold

    def done(self, img):
        return F.solarize(img, self.threshold)


class RandomAdjustSharpness(_Sometimes):
    def __init__(self, sharpness_factor, p=0.5):
        super().__init__(p)
        self.sharpness_factor = sharpness_factor

    def done(self, img):
        return F.adjust_sharpness(img, self.sharpness_factor)


class RandomGrayscale(_Sometimes):
    def __init__(self, p=0.1):
        super().__init__(p)

    def forward(self, img):
        F.get_dimensions(img)
        return super().forward(img)

    def done(self, img):
        return F.rgb_to_grayscale(img, F.get_dimensions(img)[0])


def _filled(fill):
    if fill is None:
        return 0
    if not isinstance(fill, (Sequence, numbers.Number)):
        raise TypeError("Fill should be either a sequence or a number.")
    return fill


def _fill_of(fill, img):
    """A value for each channel of a tensor."""
    channels = F.get_dimensions(img)[0]
    if not isinstance(img, torch.Tensor):
        return fill
    return [float(fill)] * channels if isinstance(fill, (int, float)) else [float(f) for f in fill]


class RandomPerspective(_Sometimes):
    def __init__(self, distortion_scale=0.5, p=0.5, interpolation=InterpolationMode.BILINEAR, fill=0):
        super().__init__(p)
        self.interpolation = interpolation
        self.distortion_scale = distortion_scale
        self.fill = _filled(fill)

    @staticmethod
    def get_params(width, height, distortion_scale):
        _sizes.draw_corners(height, width, distortion_scale)
        moved = [[symbol("x") - 1, symbol("y") - 1] for _ in range(4)]
        return [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], moved

    def forward(self, img):
        fill = _fill_of(self.fill, img)
        if not _happens(self.p):
            return img
        _, height, width = F.get_dimensions(img)
        _sizes.draw_corners(height, width, self.distortion_scale)
        corners = [[0, 0]] * 4
        return F.perspective(img, corners, corners, self.interpolation, fill)


class RandomRotation(nn.Module):
    def __init__(self, degrees, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=0):
        super().__init__()
        self.degrees = _sizes.angles(degrees, "degrees")
        if center is not None:
            _sizes.checked_sequence(center, "center", (2,))
        self.center = center
        self.interpolation = interpolation
        self.expand = expand
        self.fill = _filled(fill)

    @staticmethod
    def get_params(degrees):
        return _sizes.drawn(float(degrees[0]), float(degrees[1]))

    def forward(self, img):
        fill = _fill_of(self.fill, img)
        _sizes.draw(self.degrees[0], self.degrees[1])
        return rotate_at_random(img, self.degrees, self.interpolation, self.expand, self.center, fill)


class RandomAffine(nn.Module):
    def __init__(self, degrees, translate=None, scale=None, shear=None, interpolation=InterpolationMode.NEAREST, fill=0, center=None):
        super().__init__()
        self.degrees = _sizes.angles(degrees, "degrees")
        self.translate, self.scale, self.shear = _affine_ranges(translate, scale, shear)
        self.interpolation = interpolation
        self.fill = _filled(fill)
        if center is not None:
            _sizes.checked_sequence(center, "center", (2,))
        self.center = center

    @staticmethod
    def get_params(degrees, translate, scale_ranges, shears, img_size):
        angle = _sizes.drawn(float(degrees[0]), float(degrees[1]))
        far = (0.0, 0.0) if translate is None else (float(translate[0] * img_size[0]), float(translate[1] * img_size[1]))
        moved = (0, 0) if translate is None else tuple(int(round(_sizes.drawn(-most, most))) for most in far)
        scale = 1.0 if scale_ranges is None else _sizes.drawn(scale_ranges[0], scale_ranges[1])
        shear = [_sizes.drawn(shears[i], shears[i + 1]) for i in range(0, min(len(shears), 4), 2)] if shears is not None else []
        return angle, moved, scale, tuple((shear + [0.0, 0.0])[:2])

    def forward(self, img):
        fill = _fill_of(self.fill, img)
        _draw_affine(self)
        return F.affine(img, 0.0, (0, 0), 1.0, (0.0, 0.0), interpolation=self.interpolation, fill=fill, center=self.center)


def _draw_affine(self):
    _sizes.draw(self.degrees[0], self.degrees[1])
    if self.scale is not None:
        _sizes.draw(self.scale[0], self.scale[1])
    for i in range(0, len(self.shear or ()), 2):
        _sizes.draw(self.shear[i], self.shear[i + 1])


def _affine_ranges(translate, scale, shear):
    if translate is not None:
        _sizes.checked_sequence(translate, "translate", (2,))
        for t in translate:
            if not 0.0 <= t <= 1.0:
                raise ValueError("translation values should be between 0 and 1")
    if scale is not None:
        _sizes.checked_sequence(scale, "scale", (2,))
        for s in scale:
            if s <= 0:
                raise ValueError("scale values should be positive")
    return translate, scale, None if shear is None else _sizes.angles(shear, "shear", (2, 4))


class ColorJitter(nn.Module):
    def __init__(self, brightness=0, contrast=0, saturation=0, hue=0):
        super().__init__()
        self.brightness = self._check_input(brightness, "brightness")
        self.contrast = self._check_input(contrast, "contrast")
        self.saturation = self._check_input(saturation, "saturation")
        self.hue = self._check_input(hue, "hue", center=0, bound=(-0.5, 0.5), clip_first_on_zero=False)

    def _check_input(self, value, name, center=1, bound=(0, float("inf")), clip_first_on_zero=True):
        if isinstance(value, numbers.Number):
            if value < 0:
                raise ValueError(f"If {name} is a single number, it must be non negative.")
            value = [center - float(value), center + float(value)]
            if clip_first_on_zero:
                value[0] = max(value[0], 0.0)
        elif isinstance(value, (tuple, list)) and len(value) == 2:
            value = [float(value[0]), float(value[1])]
        else:
            raise TypeError(f"{name} should be a single number or a list/tuple with length 2.")
        if not bound[0] <= value[0] <= value[1] <= bound[1]:
            raise ValueError(f"{name} values should be between {bound}, but got {value}.")
        return None if value[0] == value[1] == center else tuple(value)

    @staticmethod
    def get_params(brightness, contrast, saturation, hue):
        order = torch.randperm(4)
        return order, *(None if bounds is None else float(torch.empty(1).uniform_(bounds[0], bounds[1])) for bounds in (brightness, contrast, saturation, hue))

    def forward(self, img):
        self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        for bounds, adjust in ((self.brightness, F.adjust_brightness), (self.contrast, F.adjust_contrast), (self.saturation, F.adjust_saturation), (self.hue, F.adjust_hue)):
            if bounds is not None:
                img = adjust(img, bounds[0])
        return img


class RandomErasing(nn.Module):
    def __init__(self, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0, inplace=False):
        super().__init__()
        _check_erasing(value, scale, ratio)
        if p < 0 or p > 1:
            raise ValueError("Random erasing probability should be between 0 and 1")
        self.p = p
        self.scale = scale
        self.ratio = ratio
        self.value = value
        self.inplace = inplace

    @staticmethod
    def get_params(img, scale, ratio, value=None):
        channels, height, width = img.shape[-3], img.shape[-2], img.shape[-1]
        _sizes.draw_crop(scale, ratio)
        if bool(torch.rand(1) < 0.5):
            return 0, 0, height, width, img
        rows, columns = symbol("h"), symbol("w")
        filled = torch.empty(channels, rows, columns).normal_() if value is None else torch.tensor(value)[:, None, None]
        return symbol("i") - 1, symbol("j") - 1, rows, columns, filled

    def forward(self, img):
        if _happens(self.p):
            values = [float(v) for v in self.value] if isinstance(self.value, (tuple, list)) else None
            channels = img.shape[-3]
            if values is not None and len(values) not in (1, channels):
                raise ValueError(f"If value is a sequence, it should have either a single value or {channels} (number of input channels)")
            _sizes.draw_crop(self.scale, self.ratio)
            # The part that is drawn may be a single element, as the least of all parts.
            return F.erase(img, 0, 0, 1, 1, img[..., :1, :1], self.inplace)
        return img


def _check_erasing(value, scale, ratio):
    if not isinstance(value, (numbers.Number, str, tuple, list)):
        raise TypeError("Argument value should be either a number or str or a sequence")
    if isinstance(value, str) and value != "random":
        raise ValueError("If value is str, it should be 'random'")
    if not isinstance(scale, Sequence):
        raise TypeError("Scale should be a sequence")
    if not isinstance(ratio, Sequence):
        raise TypeError("Ratio should be a sequence")
    scale[0] > scale[1] or ratio[0] > ratio[1]
    if scale[0] < 0 or scale[1] > 1:
        raise ValueError("Scale should be between 0 and 1")


class GaussianBlur(nn.Module):
    def __init__(self, kernel_size, sigma=(0.1, 2.0)):
        super().__init__()
        self.kernel_size = _checked_kernel(kernel_size)
        if isinstance(sigma, numbers.Number):
            if sigma <= 0:
                raise ValueError("If sigma is a single number, it must be positive.")
            sigma = (sigma, sigma)
        elif isinstance(sigma, Sequence) and len(sigma) == 2:
            if not 0.0 < sigma[0] <= sigma[1]:
                raise ValueError("sigma values should be positive and of the form (min, max).")
        else:
            raise ValueError("sigma should be a single number or a list/tuple with length 2.")
        self.sigma = sigma

    @staticmethod
    def get_params(sigma_min, sigma_max):
        return _sizes.drawn(sigma_min, sigma_max)

    def forward(self, img):
        _sizes.draw(self.sigma[0], self.sigma[1])
        return F.gaussian_blur(img, self.kernel_size, [self.sigma[0], self.sigma[0]])


def _checked_kernel(kernel_size):
    kernel_size = _sizes.checked_pair(kernel_size, "Kernel size should be a tuple/list of two integers")
    for size in kernel_size:
        if size <= 0 or size % 2 == 0:
            raise ValueError("Kernel size value should be an odd and positive number.")
    return kernel_size


class ElasticTransform(nn.Module):
    def __init__(self, alpha=50.0, sigma=5.0, interpolation=InterpolationMode.BILINEAR, fill=0):
        super().__init__()
        self.alpha = self._checked(alpha, "alpha")
        self.sigma = self._checked(sigma, "sigma")
        self.interpolation = interpolation
        if not isinstance(fill, (int, float, list, tuple)):
            raise TypeError(f"fill should be int or float or a list or tuple of them. Got {type(fill)}")
        self.fill = [float(f) for f in fill] if isinstance(fill, (list, tuple)) else [float(fill)]

    @staticmethod
    def _checked(value, name):
        if not isinstance(value, (float, Sequence)):
            raise TypeError(f"{name} should be float or a sequence of floats. Got {type(value)}")
        if isinstance(value, float):
            return [value, value]
        if len(value) != 2:
            raise ValueError(f"If {name} is a sequence its length should be 2. Got {len(value)}")
        for element in value:
            if not isinstance(element, float):
                raise TypeError(f"{name} should be a sequence of floats. Got {type(element)}")
        return value

    @staticmethod
    def get_params(alpha, sigma, size):
        height, width = size
        for s in sigma:
            moved = torch.rand([1, 1] + size)
            if s > 0.0:
                side = int(8 * s + 1) | 1
                F.gaussian_blur(moved, [side, side], sigma)
        alpha[0], alpha[1]
        return torch.rand(1, 2, height, width).permute(0, 2, 3, 1)

    def forward(self, tensor):
        _, height, width = F.get_dimensions(tensor)
        return F.elastic_transform(tensor, self.get_params(self.alpha, self.sigma, [height, width]), self.interpolation, self.fill)


class AutoAugmentPolicy(Enum):
    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


class _Augment(nn.Module):
    """A few operations drawn at random, each of which keeps the size."""

    def __init__(self, *args, interpolation=InterpolationMode.NEAREST, fill=None, **kwargs):
        super().__init__()
        self.interpolation = interpolation
        self.fill = fill

    def forward(self, img):
        _fill_of(0 if self.fill is None else self.fill, img)
        return img


class AutoAugment(_Augment):
    def __init__(self, policy=AutoAugmentPolicy.IMAGENET, interpolation=InterpolationMode.NEAREST, fill=None):
        super().__init__(interpolation=interpolation, fill=fill)
        if not isinstance(policy, AutoAugmentPolicy):
            raise ValueError(f"The provided policy {policy} is not recognized.")
        self.policy = policy

    @staticmethod
    def get_params(transform_num):
        return int(torch.randint(transform_num, (1,)).item()), torch.rand((2,)), torch.randint(2, (2,))


class RandAugment(_Augment):
    def __init__(self, num_ops=2, magnitude=9, num_magnitude_bins=31, interpolation=InterpolationMode.NEAREST, fill=None):
        super().__init__(interpolation=interpolation, fill=fill)
        self.num_ops = num_ops
        self.magnitude = magnitude
        self.num_magnitude_bins = num_magnitude_bins


class TrivialAugmentWide(_Augment):
    def __init__(self, num_magnitude_bins=31, interpolation=InterpolationMode.NEAREST, fill=None):
        super().__init__(interpolation=interpolation, fill=fill)
        self.num_magnitude_bins = num_magnitude_bins


class AugMix(_Augment):
    def __init__(self, severity=3, mixture_width=3, chain_depth=-1, alpha=1.0, all_ops=True, interpolation=InterpolationMode.BILINEAR, fill=None):
        super().__init__(interpolation=interpolation, fill=fill)
        if not 1 <= severity <= 10:
            raise ValueError(f"The severity must be between [1, 10]. Got {severity} instead.")
        self.severity = severity
        self.mixture_width = mixture_width
        self.chain_depth = chain_depth
        self.alpha = alpha
        self.all_ops = all_ops
