"""What colours pixels have: torchvision.transforms.v2.functional on shapes."""
import torch
from PIL.Image import Image as Picture
from torchvision.transforms import functional as _F
from torchvision.transforms._colors import _blended, _enhanced, _mapped, _posterized, _solarized
from torchvision.transforms.functional import _max_value
from torchvision.transforms.v2.functional._kinds import is_empty, on_pixels
from torchvision.transforms.v2.functional._misc import convert_image_dtype

_BITS = {torch.uint8: 8, torch.int8: 7, torch.int16: 15, torch.uint16: 16, torch.int32: 31, torch.int64: 63}


def _coloured(img):
    channels = img.shape[-3]
    if channels not in [1, 3]:
        raise TypeError(f"Input image tensor permitted channel values are 1 or 3, but found {channels}")
    return img


def _grey(img, channels):
    if img.shape[-3] == 1:
        return img.clone() if channels == 1 else torch.cat([img, img, img], dim=-3)
    red, green, blue = img.unbind(dim=-3)
    grey = red.mul(0.2989).add_(green, alpha=0.587).add_(blue, alpha=0.114).unsqueeze(dim=-3).to(img.dtype)
    return grey.expand(img.shape) if channels == 3 else grey


def rgb_to_grayscale(inpt, num_output_channels=1):
    def checked(img):
        if num_output_channels not in (1, 3):
            raise ValueError(f"num_output_channels must be 1 or 3, got {num_output_channels}.")
        return img

    return on_pixels("rgb_to_grayscale", inpt, lambda img: _F.rgb_to_grayscale(checked(img), num_output_channels), lambda img: _grey(checked(img), num_output_channels))


to_grayscale = rgb_to_grayscale


def grayscale_to_rgb(inpt):
    return on_pixels("grayscale_to_rgb", inpt, lambda img: img.convert("RGB"), lambda img: img if img.shape[-3] >= 3 else _grey(img, 3))


def _adjusted(name, inpt, factor):
    def image(img):
        if factor < 0:
            raise ValueError(f"{name.removeprefix('adjust_')}_factor ({factor}) is not non-negative.")
        if _coloured(img).shape[-3] == 1 and name == "adjust_saturation":
            return img
        if name != "adjust_brightness" and img.shape[-3] == 3 and not img.is_floating_point():
            img.new_empty(1, dtype=torch.promote_types(img.dtype, torch.float32)).floor_()
        return _blended(img)

    return on_pixels(name, inpt, lambda img: _enhanced(img, factor), image)


def adjust_brightness(inpt, brightness_factor):
    return _adjusted("adjust_brightness", inpt, brightness_factor)


def adjust_saturation(inpt, saturation_factor):
    return _adjusted("adjust_saturation", inpt, saturation_factor)


def adjust_contrast(inpt, contrast_factor):
    return _adjusted("adjust_contrast", inpt, contrast_factor)


def adjust_sharpness(inpt, sharpness_factor):
    def image(img):
        channels, _, _ = img.shape[-3:]
        if channels not in (1, 3):
            raise TypeError(f"Input image tensor can have 1 or 3 channels, but found {channels}")
        if sharpness_factor < 0:
            raise ValueError(f"sharpness_factor ({sharpness_factor}) is not non-negative.")
        if is_empty(img) or img.shape[-1] <= 2 or img.shape[-2] <= 2:
            return img
        out = img.to(img.dtype if img.is_floating_point() else torch.float32, copy=True).clamp_(0, _max_value(img.dtype)).to(img.dtype)
        return out.reshape(-1, *img.shape[-3:]).reshape(img.shape) if img.ndim > 4 else out

    return on_pixels("adjust_sharpness", inpt, lambda img: _enhanced(img, sharpness_factor), image)


def adjust_hue(inpt, hue_factor):
    def image(img):
        if not -0.5 <= hue_factor <= 0.5:
            raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")
        if _coloured(img).shape[-3] == 1 or is_empty(img):
            return img
        return convert_image_dtype(convert_image_dtype(img, torch.float32), img.dtype).contiguous()

    return on_pixels("adjust_hue", inpt, lambda img: _F.adjust_hue(img, hue_factor), image)


def adjust_gamma(inpt, gamma, gain=1):
    def image(img):
        if gamma < 0:
            raise ValueError("Gamma should be a non-negative real number")
        return img if img.is_floating_point() else convert_image_dtype(convert_image_dtype(img, torch.float32), img.dtype)

    return on_pixels("adjust_gamma", inpt, lambda img: _F.adjust_gamma(img, gamma, gain), image)


def posterize(inpt, bits):
    def image(img):
        if not isinstance(bits, int) or not 0 <= bits <= 8:
            raise TypeError(f"bits must be a positive integer in the range [0, 8], got {bits} instead.")
        return img.mul(1 << bits).floor_() if img.is_floating_point() else img if bits >= _integral(img) else img & 255

    return on_pixels("posterize", inpt, lambda img: _posterized(img, bits), image)


def _integral(img):
    if img.dtype not in _BITS:
        raise TypeError(f"Number of value bits is only defined for integer dtypes, but got {img.dtype}.")
    return _BITS[img.dtype]


def _inverted(img):
    if img.is_floating_point():
        return 1.0 - img
    return img.bitwise_not() if img.dtype == torch.uint8 else img.bitwise_xor((1 << _integral(img)) - 1)


def solarize(inpt, threshold):
    def image(img):
        if threshold > _max_value(img.dtype):
            raise TypeError(f"Threshold should be less or equal the maximum value of the dtype, but got {threshold}")
        return torch.where(img >= threshold, _inverted(img), img)

    return on_pixels("solarize", inpt, lambda img: _solarized(img, threshold), image)


def autocontrast(inpt):
    return on_pixels("autocontrast", inpt, _mapped, lambda img: img if is_empty(_coloured(img)) else _blended(img if img.is_floating_point() else img.to(torch.float32)).to(img.dtype))


def equalize(inpt):
    def image(img):
        if is_empty(img):
            return img
        same = convert_image_dtype(img, torch.uint8).flatten(start_dim=-2).contiguous().view(img.shape)
        return convert_image_dtype(same, img.dtype)

    return on_pixels("equalize", inpt, _mapped, image)


def invert(inpt):
    return on_pixels("invert", inpt, _mapped, _inverted)


def permute_channels(inpt, permutation):
    def image(img):
        channels, height, width = img.shape[-3:]
        if len(permutation) != channels:
            raise ValueError(f"Length of permutation does not match number of channels: {len(permutation)} != {channels}")
        return img if is_empty(img) else img.reshape(-1, channels, height, width)[:, permutation, :, :].reshape(img.shape)

    return on_pixels("permute_channels", inpt, lambda img: img, image)
