"""What torchvision.transforms.functional does to the colours of an image: its size stays."""
import torch
from PIL.Image import Image
from torch.nn.functional import conv2d
from torchvision.transforms.functional import _as_batch, _assert_channels, _assert_image, _assert_picture, _max_value, get_image_num_channels
from _shapelint import are_known


def convert_image_dtype(image, dtype=torch.float):
    if not isinstance(image, torch.Tensor):
        raise TypeError("Input img should be Tensor Image")
    if (image.dtype == torch.float32 and dtype in (torch.int32, torch.int64)) or (image.dtype == torch.float64 and dtype == torch.int64):
        raise RuntimeError(f"The cast from {image.dtype} to {dtype} cannot be performed safely.")
    return image.to(dtype)


def _coloured(img, permitted, least=0):
    """The image itself, once it is known to have channels that stand for colours."""
    if not isinstance(img, torch.Tensor):
        _assert_picture(img)
        return img
    _assert_image(img)
    _assert_channels(img, permitted, least)
    return img


def _enhanced(img, factor):
    """A picture that is mixed with another one."""
    if isinstance(img, Image) and not isinstance(factor, (int, float)):
        raise TypeError(f"must be real number, not {type(factor).__name__}")
    return img


def _mapped(img):
    """A picture whose values a table maps."""
    if img.mode not in ("L", "RGB", "1", "P"):
        raise OSError(f"not supported for mode {img.mode}")
    return img


def _blended(img):
    """Mixed with another image: within the bounds of its type again."""
    return img.mul(1.0).clamp(0, _max_value(img.dtype)).to(img.dtype) if isinstance(img, torch.Tensor) else img


def _not_negative(factor, name):
    if factor < 0:
        raise ValueError(f"{name} ({factor}) is not non-negative.")


def adjust_brightness(img, brightness_factor):
    if isinstance(img, torch.Tensor):
        _not_negative(brightness_factor, "brightness_factor")
    return _blended(_enhanced(_coloured(img, [1, 3]), brightness_factor))


def adjust_contrast(img, contrast_factor):
    if isinstance(img, torch.Tensor):
        _not_negative(contrast_factor, "contrast_factor")
    img = _coloured(img, [3, 1])
    if isinstance(img, torch.Tensor):
        torch.mean(img if img.is_floating_point() else img.to(torch.float32), dim=(-3, -2, -1), keepdim=True)
    return _blended(_enhanced(img, contrast_factor))


def adjust_saturation(img, saturation_factor):
    if isinstance(img, torch.Tensor):
        _not_negative(saturation_factor, "saturation_factor")
    img = _enhanced(_coloured(img, [1, 3]), saturation_factor)
    return img if get_image_num_channels(img) == 1 else _blended(img)


def adjust_hue(img, hue_factor):
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")
    img = _coloured(img, [1, 3])
    if isinstance(img, torch.Tensor) and img.ndim > 2 and img.shape[-3] == 3:
        return convert_image_dtype(_in_sectors(convert_image_dtype(img, torch.float32)), img.dtype)
    return img


def _in_sectors(img):
    """Each pixel's colour is picked from those of the six sectors of the circle of hues."""
    hue = img.select(-3, 0)
    sector = hue.unsqueeze(-3) == torch.arange(6).view(-1, 1, 1)
    colours = torch.stack([torch.stack([hue] * 6, dim=-3)] * 3, dim=-4)
    return torch.einsum("...ijk, ...xijk -> ...xjk", sector.to(img.dtype), colours)


def adjust_gamma(img, gamma, gain=1):
    if isinstance(img, torch.Tensor):
        _assert_channels(img, [1, 3])
    else:
        _assert_picture(img)
    if gamma < 0:
        raise ValueError("Gamma should be a non-negative real number")
    if isinstance(img, torch.Tensor):
        return convert_image_dtype((img if img.is_floating_point() else convert_image_dtype(img, torch.float32)).mul(1.0).clamp(0, 1), img.dtype)
    return img


def adjust_sharpness(img, sharpness_factor):
    if isinstance(img, torch.Tensor):
        _not_negative(sharpness_factor, "sharpness_factor")
    img = _coloured(img, [1, 3])
    if not isinstance(img, torch.Tensor):
        return _enhanced(img, sharpness_factor)
    if not are_known(img.size(-1), img.size(-2)):
        return _blended(img)
    if img.size(-1) <= 2 or img.size(-2) <= 2:
        return img
    batch, _ = _as_batch(img, (img.dtype if img.is_floating_point() else torch.float32,))
    conv2d(batch, torch.ones((3, 3), dtype=batch.dtype).expand(img.shape[-3], 1, 3, 3), groups=batch.shape[-3])
    return _blended(img)


def autocontrast(img):
    img = _coloured(img, [1, 3], 3)
    if isinstance(img, torch.Tensor):
        img - img.amin(dim=(-2, -1), keepdim=True).to(img.dtype if img.is_floating_point() else torch.float32)
        return _blended(img)
    return _mapped(img)


def invert(img):
    img = _coloured(img, [1, 3], 3)
    return 1 - img if isinstance(img, torch.Tensor) else _mapped(img)


def solarize(img, threshold):
    img = _coloured(img, [1, 3], 3)
    if isinstance(img, torch.Tensor) and threshold > _max_value(img.dtype):
        raise TypeError("Threshold should be less than bound of img.")
    return torch.where(img >= threshold, invert(img), img) if isinstance(img, torch.Tensor) else _solarized(img, threshold)


def _solarized(img, threshold):
    0 < threshold
    return _mapped(img)


def _assert_bytes(img):
    if img.dtype != torch.uint8:
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {img.dtype}")


def posterize(img, bits):
    if not 0 <= bits <= 8:
        raise ValueError(f"The number if bits should be between 0 and 8. Got {bits}")
    if isinstance(img, torch.Tensor):
        _assert_image(img)
        if img.ndim < 3:
            raise TypeError(f"Input image tensor should have at least 3 dimensions, but found {img.ndim}")
        _assert_bytes(img)
    img = _coloured(img, [1, 3])
    return img & 255 if isinstance(img, torch.Tensor) else _posterized(img, bits)


def _posterized(img, bits):
    ~(2 ** (8 - bits) - 1)
    return _mapped(img)


def equalize(img):
    if isinstance(img, torch.Tensor):
        _assert_image(img)
        if img.ndim not in (3, 4):
            raise TypeError(f"Input image tensor should have 3 or 4 dimensions, but found {img.ndim}")
        _assert_bytes(img)
    img = _coloured(img, [1, 3])
    if isinstance(img, torch.Tensor) and img.ndim == 4 and are_known(img.shape[0]) and img.shape[0] == 0:
        torch.stack([])
    return img.clone(memory_format=torch.contiguous_format) if isinstance(img, torch.Tensor) else _mapped(img)


def to_grayscale(img, num_output_channels=1):
    if not isinstance(img, Image):
        raise TypeError("Input should be PIL Image")
    return rgb_to_grayscale(img, num_output_channels)


def rgb_to_grayscale(img, num_output_channels=1):
    if isinstance(img, torch.Tensor):
        _assert_channels(img, [1, 3], 3)
    else:
        _assert_picture(img)
    if num_output_channels not in (1, 3):
        raise ValueError("num_output_channels should be either 1 or 3")
    if isinstance(img, Image):
        return Image("L" if num_output_channels == 1 else "RGB", img.size)
    grey = img[..., :1, :, :].clone()
    return grey.expand(img.shape) if num_output_channels == 3 else grey
