"""What torchvision.transforms.functional does to the places of an image's pixels."""
import numbers

import torch
from PIL.Image import Image
from torch.nn.functional import conv2d, grid_sample
from torch.nn.functional import pad as _torch_pad
from _shapelint import symbol
from torchvision.transforms import _sizes
from torchvision.transforms.functional import InterpolationMode, _as_batch, _as_given, _assert_image, _assert_picture, _check_fill, _mode, _sized, get_dimensions, pil_to_tensor, to_pil_image


def _assert_warp(img, fill, mode, modes=("nearest", "bilinear")):
    _assert_image(img)
    channels = get_dimensions(img)[0]
    if isinstance(fill, (tuple, list)) and len(fill) > 1 and len(fill) != channels:
        raise ValueError(f"The number of elements in 'fill' cannot broadcast to match the number of channels of the image ({len(fill)} != {channels})")
    if mode not in modes:
        raise ValueError(f"Interpolation mode '{mode}' is unsupported with Tensor input")


def _warped(img, height, width, mode, fill):
    """Sampled on a grid of that size; with a fill, a channel goes along that tells where the image was."""
    grid_dtype = img.dtype if img.is_floating_point() else torch.float32
    batch, dtype = _as_batch(img, (grid_dtype,))
    if fill is not None:
        batch = torch.cat((batch, torch.ones((batch.shape[0], 1, batch.shape[2], batch.shape[3]), dtype=batch.dtype)), dim=1)
    out = grid_sample(batch, torch.empty((max(batch.shape[0], 1), height, width, 2), dtype=batch.dtype), mode=mode, padding_mode="zeros", align_corners=False)
    if fill is not None:
        out = out[:, :-1].contiguous()
        torch.tensor(fill if isinstance(fill, (tuple, list)) else [float(fill)], dtype=out.dtype).view(1, -1, 1, 1).expand_as(out)
    return _as_given(out, img, dtype)


def rotate(img, angle, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=None):
    return _rotated(img, angle, interpolation, expand, center, fill, None)


def rotate_at_random(img, degrees, interpolation, expand, center, fill):
    """By an angle that is drawn: it decides the sizes of what holds all of the image."""
    size = None if degrees[0] == degrees[1] or not expand else (symbol("H"), symbol("W"))
    return _rotated(img, degrees[0], interpolation, expand, center, fill, size)


def _rotated(img, angle, interpolation, expand, center, fill, size):
    mode = _mode(interpolation).value
    if not isinstance(angle, (int, float)):
        raise TypeError("Argument angle should be int or float")
    if center is not None and not isinstance(center, (list, tuple)):
        raise TypeError("Argument center should be a sequence")
    if not isinstance(img, torch.Tensor):
        _assert_picture(img)
        _check_fill(fill, img)
        out = img.rotate(angle, expand=expand, center=center)
        return out if size is None else _sized(out, *size)
    _sizes.warp(_from_middle(img, center), -angle, [0.0, 0.0], 1.0, [0.0, 0.0])
    _assert_warp(img, fill, mode)
    height, width = img.shape[-2], img.shape[-1]
    if size is not None:
        height, width = size
    elif expand:
        height, width = _sizes.turned(height, width, angle, center)
    return _warped(img, height, width, mode, fill)


def _from_middle(img, center):
    """A place as the middle of the image sees it."""
    if center is None:
        return [0.0, 0.0]
    _, height, width = get_dimensions(img)
    return [1.0 * (c - s * 0.5) for c, s in zip(center, [width, height])]


def _check_affine(angle, translate, scale, shear, center):
    if not isinstance(angle, (int, float)):
        raise TypeError("Argument angle should be int or float")
    if not isinstance(translate, (list, tuple)):
        raise TypeError("Argument translate should be a sequence")
    if len(translate) != 2:
        raise ValueError("Argument translate should be a sequence of length 2")
    if scale <= 0.0:
        raise ValueError("Argument scale should be positive")
    if not isinstance(shear, (numbers.Number, list, tuple)):
        raise TypeError("Shear should be either a single value or a sequence of two values")
    if isinstance(shear, (list, tuple)) and len(shear) not in (1, 2):
        raise ValueError(f"Shear should be a sequence containing two values. Got {list(shear)}")
    if center is not None and not isinstance(center, (list, tuple)):
        raise TypeError("Argument center should be a sequence")


def affine(img, angle, translate, scale, shear, interpolation=InterpolationMode.NEAREST, fill=None, center=None):
    mode = _mode(interpolation).value
    _check_affine(angle, translate, scale, shear, center)
    shear = [shear, 0.0] if isinstance(shear, numbers.Number) else [shear[0], shear[0]] if len(shear) == 1 else shear
    _, height, width = get_dimensions(img)
    if not isinstance(img, torch.Tensor):
        _sizes.warp([width * 0.5, height * 0.5] if center is None else center, angle, translate, scale, shear)
        _check_fill(fill, img)
        return img
    _sizes.warp(_from_middle(img, center), angle, [1.0 * t for t in translate], scale, shear)
    _assert_warp(img, fill, mode)
    return _warped(img, img.shape[-2], img.shape[-1], mode, fill)


def _check_corners(startpoints, endpoints):
    if len(startpoints) != 4 or len(endpoints) != 4:
        raise ValueError(f"Please provide exactly four corners, got {len(startpoints)} startpoints and {len(endpoints)} endpoints.")
    row = torch.zeros(8, dtype=torch.float64)
    for p1, p2 in zip(endpoints, startpoints):
        row[:] = torch.tensor([p1[0], p1[1], 1, 0, 0, 0, -p2[0] * p1[0], -p2[0] * p1[1]])
        row[:] = torch.tensor([0, 0, 0, p1[0], p1[1], 1, -p2[1] * p1[0], -p2[1] * p1[1]])
    torch.tensor(startpoints, dtype=torch.float64).view(8)


def perspective(img, startpoints, endpoints, interpolation=InterpolationMode.BILINEAR, fill=None):
    _check_corners(startpoints, endpoints)
    mode = _mode(interpolation).value
    if not isinstance(img, torch.Tensor):
        _assert_picture(img)
        _check_fill(fill, img)
        return img
    _assert_warp(img, fill, mode)
    return _warped(img, img.shape[-2], img.shape[-1], mode, fill)


def elastic_transform(img, displacement, interpolation=InterpolationMode.BILINEAR, fill=None):
    if not isinstance(displacement, torch.Tensor):
        raise TypeError("Argument displacement should be a Tensor")
    if not isinstance(img, (torch.Tensor, Image)):
        raise TypeError(f"img should be PIL Image or Tensor. Got {type(img)}")
    tensor = pil_to_tensor(img) if isinstance(img, Image) else img
    shape = (1,) + tensor.shape[-2:] + (2,)
    if shape != displacement.shape:
        raise ValueError(f"Argument displacement shape should be {shape}, but given {displacement.shape}")
    out = _warped(tensor, tensor.shape[-2], tensor.shape[-1], _mode(interpolation).value, fill)
    return to_pil_image(out, img.mode) if isinstance(img, Image) else out


def erase(img, i, j, h, w, v, inplace=False):
    if not isinstance(img, torch.Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(img)}")
    _assert_image(img)
    img = img if inplace else img.clone()
    img[..., i : i + h, j : j + w] = v
    return img


def _check_kernel(sizes):
    if len(sizes) != 2:
        raise ValueError(f"If kernel_size is a sequence its length should be 2. Got {len(sizes)}")
    for size in sizes:
        if size % 2 == 0 or size < 0:
            raise ValueError(f"kernel_size should have odd and positive integers. Got {sizes}")


def gaussian_blur(img, kernel_size, sigma=None):
    if not isinstance(kernel_size, (int, list, tuple)):
        raise TypeError(f"kernel_size should be int or a sequence of integers. Got {type(kernel_size)}")
    kernel_size = [kernel_size, kernel_size] if isinstance(kernel_size, int) else kernel_size
    _check_kernel(kernel_size)
    if sigma is not None:
        _assert_sigma(sigma)
    if not isinstance(img, torch.Tensor):
        if not isinstance(img, Image):
            raise TypeError(f"img should be PIL Image or Tensor. Got {type(img)}")
        _blurred(pil_to_tensor(img), kernel_size)
        return img
    _assert_image(img)
    return _blurred(img, kernel_size)


def _assert_sigma(sigma):
    if not isinstance(sigma, (int, float, list, tuple)):
        raise TypeError(f"sigma should be either float or sequence of floats. Got {type(sigma)}")
    sigma = [float(sigma)] * 2 if isinstance(sigma, (int, float)) else sigma
    if len(sigma) == 1:
        sigma = [sigma[0], sigma[0]]
    if len(sigma) != 2:
        raise ValueError(f"If sigma is a sequence, its length should be 2. Got {len(sigma)}")
    for s in sigma:
        if s <= 0.0:
            raise ValueError(f"sigma should have positive values. Got {sigma}")


def _blurred(img, kernel_size):
    dtype = img.dtype if img.is_floating_point() else torch.float32
    for size in kernel_size:
        torch.linspace(-(size - 1) * 0.5, (size - 1) * 0.5, steps=size, dtype=dtype, device=img.device)
    kernel = torch.empty((kernel_size[1], kernel_size[0]), dtype=dtype).expand(img.shape[-3], 1, kernel_size[1], kernel_size[0])
    batch, given = _as_batch(img, (dtype,))
    batch = _torch_pad(batch, [kernel_size[0] // 2, kernel_size[0] // 2, kernel_size[1] // 2, kernel_size[1] // 2], mode="reflect")
    return _as_given(conv2d(batch, kernel, groups=batch.shape[-3]), img, given)
