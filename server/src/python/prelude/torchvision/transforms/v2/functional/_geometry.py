"""Where pixels go: torchvision.transforms.v2.functional on shapes."""
import numbers

import torch
from PIL.Image import Image as Picture
from torch.nn.functional import grid_sample, interpolate
from torch.nn.functional import pad as _torch_pad
from torchvision.transforms import _sizes
from torchvision.transforms import functional as _F
from torchvision.transforms._warps import _check_affine, _check_corners
from torchvision.transforms.functional import InterpolationMode, _padded_symmetrically, _sized, _somewhere
from torchvision.transforms.v2.functional._kinds import is_empty, is_pixels, like, mode_of, on_places, plain, refuse, takes
from _shapelint import are_known

_SMOOTH = ("bilinear", "bicubic", "lanczos")


def _same(height, width):
    return height, width


def horizontal_flip(inpt):
    return on_places("horizontal_flip", inpt, _F.hflip, lambda image: image.flip(-1), _same)


def vertical_flip(inpt):
    return on_places("vertical_flip", inpt, _F.vflip, lambda image: image.flip(-2), _same)


hflip = horizontal_flip
vflip = vertical_flip


def _new_size(height, width, size, max_size):
    if isinstance(size, int):
        size = [size]
    elif max_size is not None and size is not None and len(size) != 1:
        raise ValueError("max_size should only be passed if size is None or specifies the length of the smaller edge, i.e. size should be an int or a sequence of length 1 in torchscript mode.")
    return _sizes.resized(height, width, size, max_size)


def resize(inpt, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=True):
    def picture(img):
        height, width = _new_size(img.height, img.width, size, max_size)
        mode_of(interpolation)
        return img.resize((width, height))

    def image(img):
        return _resized(img, size, mode_of(interpolation), max_size, False if antialias is None else antialias)

    def mask(img):
        mode = mode_of(interpolation)
        return _resized(img, size, mode if mode.startswith("nearest") else "nearest", max_size, False)

    return on_places("resize", inpt, picture, image, lambda height, width: _new_size(height, width, size, max_size), mask)


def _resized(img, size, mode, max_size, antialias):
    if mode == "lanczos" and not antialias:
        raise ValueError("InterpolationMode.LANCZOS requires antialias=True")
    smooth = mode in _SMOOTH
    channels, height, width = img.shape[-3:]
    new_height, new_width = _new_size(height, width, size, max_size)
    if are_known(height, width) and (new_height, new_width) == (height, width):
        return img
    if is_empty(img):
        return img.reshape(img.shape[:-3] + (channels, new_height, new_width))
    batch = img.reshape(-1, channels, height, width)
    keeps = img.dtype in (torch.float32, torch.float64) or (img.dtype == torch.uint8 and mode != "area")
    batch = interpolate(batch if keeps else batch.to(torch.float32), size=[new_height, new_width], mode=mode, align_corners=False if smooth else None, antialias=antialias and smooth)
    return batch.to(img.dtype).reshape(img.shape[:-3] + (channels, new_height, new_width))


def pad(inpt, padding, fill=None, padding_mode="constant"):
    def image(img):
        sides = _checked_sides(padding)
        if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
            raise ValueError(f"`padding_mode` should be either `'constant'`, `'edge'`, `'reflect'` or `'symmetric'`, but got `'{padding_mode}'`.")
        if not isinstance(fill, (int, float, type(None))) and len(fill) != 1:
            if padding_mode != "constant":
                raise ValueError(f"Padding mode '{padding_mode}' is not supported if fill is not scalar")
            return _filled(_padded(img, sides, padding_mode, 0), sides, torch.tensor(fill).to(img.dtype).reshape(-1, 1, 1))
        return _padded(img, sides, padding_mode, fill if isinstance(fill, (int, float)) else 0 if fill is None else fill[0])

    def mask(img):
        if isinstance(fill, (tuple, list)):
            raise ValueError("Non-scalar fill value is not supported")
        return image(img)

    def size(height, width):
        if padding_mode != "constant":
            raise ValueError(f"Padding mode '{padding_mode}' is not supported with bounding boxes")
        left, right, top, bottom = _checked_sides(padding)
        return height + top + bottom, width + left + right

    return on_places("pad", inpt, lambda img: _F.pad(img, padding, fill, padding_mode), image, size, mask)


def _filled(out, sides, value):
    left, right, top, bottom = sides
    if top > 0:
        out[..., :top, :] = value
    if left > 0:
        out[..., :, :left] = value
    if bottom > 0:
        out[..., -bottom:, :] = value
    if right > 0:
        out[..., :, -right:] = value
    return out


def _checked_sides(padding):
    if not isinstance(padding, (int, tuple, list)):
        raise TypeError(f"`padding` should be an integer or tuple or list of integers, but got {padding}")
    if not isinstance(padding, int) and len(padding) not in (1, 2, 4):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element tuple or list. Found {len(padding)}")
    return _sizes.sides(padding)


def _padded(img, sides, padding_mode, fill):
    channels, height, width = img.shape[-3:]
    count = 1
    for size in img.shape[:-3]:
        count *= size
    batch = img.reshape(count, channels, height, width)
    if padding_mode == "constant":
        batch = _torch_pad(batch, sides, value=float(fill))
    elif padding_mode == "symmetric":
        batch = _padded_symmetrically(batch, *sides)
    else:
        batch = batch if batch.is_floating_point() else batch.to(torch.float32)
        batch = _torch_pad(batch, sides, mode="replicate" if padding_mode == "edge" else padding_mode)
    return batch.to(img.dtype).reshape(img.shape[:-3] + (channels, batch.shape[-2], batch.shape[-1]))


def crop(inpt, top, left, height, width):
    return on_places("crop", inpt, lambda img: _F.crop(img, top, left, height, width), lambda image: _cropped(image, top, left, height, width), lambda h, w: (height, width))


def _cropped(img, top, left, height, width):
    rows, columns = img.shape[-2:]
    right, bottom = left + width, top + height
    if not are_known(top, left, height, width, rows, columns):
        if isinstance(top, torch.Tensor) or isinstance(left, torch.Tensor):
            bool(left < 0), bool(top < 0), img[..., top:bottom, left:right]
        return _somewhere(img, height, width)
    if left >= 0 and top >= 0 and right <= columns and bottom <= rows:
        return img[..., top:bottom, left:right]
    return _padded(img[..., max(top, 0) : bottom, max(left, 0) : right], [max(min(right, 0) - left, 0), max(right - max(columns, left), 0), max(min(bottom, 0) - top, 0), max(bottom - max(rows, top), 0)], "constant", 0)


def _two(size):
    return list(_sizes.pair(size))


def center_crop(inpt, output_size):
    def image(img):
        height, width = _two(output_size)
        if is_empty(img):
            return img.reshape(img.shape[:-2] + (height, width))
        rows, columns = img.shape[-2:]
        height > rows, width > columns
        if not are_known(height, width, rows, columns):
            return _sized(img, height, width)
        more_rows, more_columns = max(height - rows, 0), max(width - columns, 0)
        if more_rows or more_columns:
            img = _torch_pad(img, [more_columns // 2, (more_columns + 1) // 2, more_rows // 2, (more_rows + 1) // 2], value=0.0)
        top, left = int(round((img.shape[-2] - height) / 2.0)), int(round((img.shape[-1] - width) / 2.0))
        return img[..., top : top + height, left : left + width]

    def size(rows, columns):
        height, width = _two(output_size)
        rows - height, columns - width
        return height, width

    return on_places("center_crop", inpt, lambda img: _F.center_crop(img, output_size), image, size)


def resized_crop(inpt, top, left, height, width, size, interpolation=InterpolationMode.BILINEAR, antialias=True):
    if not takes("resized_crop", inpt):
        refuse("resized_crop", inpt)
    return resize(crop(inpt, top, left, height, width), size, interpolation=interpolation, antialias=antialias)


def five_crop(inpt, size):
    def image(img):
        two = _sizes.pair(size)
        if len(two) != 2:
            raise ValueError(_F._SIDES)
        rows, columns = (img.height, img.width) if isinstance(img, Picture) else img.shape[-2:]
        if two[1] > columns or two[0] > rows:
            raise ValueError(f"Requested crop size {size} is bigger than input size {(rows, columns)}")
        corners = [crop(img, top, left, two[0], two[1]) for top in (0, rows - two[0]) for left in (0, columns - two[1])]
        return [*corners, center_crop(img, [two[0], two[1]])]

    return _each(inpt, "five_crop", image)


def ten_crop(inpt, size, vertical_flip=False):
    if not is_pixels(inpt):
        refuse("ten_crop", inpt)
    return five_crop(inpt, size) + five_crop(vflip(inpt) if vertical_flip else hflip(inpt), size)


def _each(inpt, name, image):
    if not is_pixels(inpt):
        refuse(name, inpt)
    return tuple(like(part, inpt) for part in image(plain(inpt)))


def _warped(img, height, width, mode, fill):
    """Sampled on a grid of that size; with a fill, a channel goes along that tells where the image was."""
    channels, rows, columns = img.shape[-3:]
    shape = img.shape[:-3] + (channels, height, width)
    if is_empty(img):
        return img.reshape(shape)
    batch = img.reshape(-1, channels, rows, columns)
    batch = batch if batch.is_floating_point() else batch.to(torch.float32)
    if fill is not None:
        batch = torch.cat((batch, torch.ones((batch.shape[0], 1, rows, columns), dtype=batch.dtype)), dim=1)
    out = grid_sample(batch, torch.empty((batch.shape[0], height, width, 2), dtype=batch.dtype), mode=mode, padding_mode="zeros", align_corners=False)
    if fill is not None:
        out = out[:, :-1].contiguous()
        value = torch.tensor(fill if isinstance(fill, (tuple, list)) else [float(fill)], dtype=out.dtype).view(1, -1, 1, 1)
        out = value.expand_as(out).contiguous() if mode == "nearest" else out.sub_(value)
    return out.to(img.dtype).reshape(shape)


def _assert_warp(img, fill, mode):
    if isinstance(fill, (tuple, list)):
        channels = img.shape[-3]
        if len(fill) > 1 and len(fill) != channels:
            raise ValueError(f"The number of elements in 'fill' cannot broadcast to match the number of channels of the image ({len(fill)} != {channels})")
    elif fill is not None and not isinstance(fill, (int, float)):
        raise ValueError("Argument fill should be either int, float, tuple or list")
    if mode not in ("nearest", "bilinear"):
        raise ValueError(f"Interpolation mode '{mode}' is unsupported with Tensor input")


def rotate(inpt, angle, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=None):
    turn = angle % 360

    def size(height, width):
        if not expand or turn in (0, 180):
            return height, width
        return (width, height) if turn in (90, 270) and center is None else _sizes.turned(height, width, angle, center)

    def image(img, mode=None):
        if are_known(turn) and center is None and turn == 0:
            return img.clone()
        square = center is None and turn != 180 and not expand and img.shape[-1] == img.shape[-2]
        if are_known(turn) and center is None and turn in (90, 180, 270) and (turn == 180 or expand or square):
            return torch.rot90(img, k=int(turn // 90), dims=(-2, -1))
        mode = mode or mode_of(interpolation)
        rows, columns = img.shape[-2:]
        _sizes.warp([0.0, 0.0] if center is None else [c - s * 0.5 for c, s in zip(center, (columns, rows))], -angle, [0.0, 0.0], 1.0, [0.0, 0.0])
        _assert_warp(img, fill, mode)
        height, width = size(rows, columns)
        return _warped(img, height, width, mode, fill)

    def picture(img):
        mode_of(interpolation)
        _F._check_fill(fill, img)
        return img.rotate(angle, expand=expand, center=center)

    return on_places("rotate", inpt, picture, image, size, lambda img: image(img, "nearest"))


def affine(inpt, angle, translate, scale, shear, interpolation=InterpolationMode.NEAREST, fill=None, center=None):
    def check(img):
        _check_affine(angle, translate, scale, shear, center)
        both = [shear, 0.0] if isinstance(shear, numbers.Number) else [shear[0], shear[0]] if len(shear) == 1 else shear
        middle = None if center is None else [float(c) for c in center]
        if isinstance(img, Picture):
            return _sizes.warp(middle or [img.width * 0.5, img.height * 0.5], angle, translate, scale, both)
        height, width = img.shape[-2:]
        return _sizes.warp([c - s * 0.5 for c, s in zip(middle, [width, height])] if middle else [0.0, 0.0], angle, [float(t) for t in translate], scale, both)

    return _moved("affine", inpt, interpolation, fill, check)


def _moved(name, inpt, interpolation, fill, check):
    """Each pixel finds another place, in an image of the same size."""

    def image(img, mode=None):
        mode = mode or mode_of(interpolation)
        check(img)
        _assert_warp(img, fill, mode)
        height, width = img.shape[-2:]
        return _warped(img, height, width, mode, fill)

    def picture(img):
        mode_of(interpolation)
        check(img)
        _F._check_fill(fill, img)
        return img

    return on_places(name, inpt, picture, image, _same, lambda img: image(img, "nearest"))


def perspective(inpt, startpoints, endpoints, interpolation=InterpolationMode.BILINEAR, fill=None, coefficients=None):
    if not isinstance(inpt, (torch.Tensor, Picture)):
        refuse("perspective", inpt)
    if coefficients is not None:
        if startpoints is not None and endpoints is not None:
            raise ValueError("The startpoints/endpoints and the coefficients shouldn't be defined concurrently.")
        if len(coefficients) != 8:
            raise ValueError("Argument coefficients should have 8 float values")
    elif startpoints is None or endpoints is None:
        raise ValueError("Either the startpoints/endpoints or the coefficients must have non `None` values.")
    else:
        _check_corners(startpoints, endpoints)
    return _moved("perspective", inpt, interpolation, fill, lambda img: None)


def elastic(inpt, displacement, interpolation=InterpolationMode.BILINEAR, fill=None):
    def picture(img):
        return _F.to_pil_image(image(_F.pil_to_tensor(img)), img.mode)

    def image(img, mode=None):
        if not isinstance(displacement, torch.Tensor):
            raise TypeError("Argument displacement should be a Tensor")
        mode = mode or mode_of(interpolation)
        height, width = img.shape[-2:]
        if (1, height, width, 2) != displacement.shape:
            raise ValueError(f"Argument displacement shape should be {(1, height, width, 2)}, but given {displacement.shape}")
        return _warped(img, height, width, mode, fill)

    return on_places("elastic", inpt, picture, image, _same, lambda img: image(img, "nearest"))


elastic_transform = elastic
