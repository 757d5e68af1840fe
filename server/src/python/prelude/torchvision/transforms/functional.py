"""torchvision.transforms.functional on shapes: pictures by mode and size, tensors by their own operators."""
import numbers
from enum import Enum

import torch
from PIL.Image import Image, new
from torch.nn.functional import interpolate
from torch.nn.functional import pad as _torch_pad
from torchvision.transforms import _sizes
from _shapelint import are_known, symbol

_CHANNELS = {"L": 1, "1": 1, "P": 1, "I": 1, "F": 1, "RGB": 3, "RGBA": 4, "CMYK": 4, "YCbCr": 3, "HSV": 3, "LAB": 3, "LA": 2}
_MOST = {torch.uint8: 255, torch.int8: 127, torch.int16: 32767, torch.uint16: 65535, torch.int32: 2147483647, torch.int64: 9223372036854775807}
_SIDES = "Please provide only two dimensions (h, w) for size."


class InterpolationMode(Enum):
    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


_BY_NUMBER = {0: InterpolationMode.NEAREST, 1: InterpolationMode.LANCZOS, 2: InterpolationMode.BILINEAR, 3: InterpolationMode.BICUBIC, 4: InterpolationMode.BOX, 5: InterpolationMode.HAMMING}


def _mode(interpolation):
    if isinstance(interpolation, int):
        return _BY_NUMBER[interpolation]
    if not isinstance(interpolation, InterpolationMode):
        raise TypeError("Argument interpolation should be a InterpolationMode or a corresponding Pillow integer constant")
    return interpolation


def _max_value(dtype):
    return _MOST.get(dtype, 1)


def _assert_image(img):
    if img.ndim < 2:
        raise TypeError("Tensor is not a torch image.")


def _assert_picture(img):
    if not isinstance(img, Image):
        raise TypeError(f"img should be PIL Image. Got {type(img)}")


def _check_fill(fill, img):
    """What a picture is filled with has a value for each of its channels."""
    channels = get_dimensions(img)[0]
    if isinstance(fill, (list, tuple)) and len(fill) not in (1, channels):
        raise ValueError(f"The number of elements in 'fill' does not match the number of channels of the image ({len(fill)} != {channels})")
    if fill is not None and img.mode != "F":
        [int(x) for x in fill] if isinstance(fill, (list, tuple)) else int(fill)


def _assert_channels(img, permitted, least=0):
    if img.ndim < least:
        raise TypeError(f"Input image tensor should have at least {least} dimensions, but found {img.ndim}")
    channels = get_dimensions(img)[0]
    if channels not in permitted:
        raise TypeError(f"Input image tensor permitted channel values are {permitted}, but found {channels}")


def get_dimensions(img):
    if isinstance(img, torch.Tensor):
        _assert_image(img)
        return [1 if img.ndim == 2 else img.shape[-3], img.shape[-2], img.shape[-1]]
    if not isinstance(img, Image):
        raise TypeError(f"Unexpected type {type(img)}")
    return [_CHANNELS.get(img.mode, 3), img.height, img.width]


def get_image_size(img):
    _, height, width = get_dimensions(img)
    return [width, height]


def get_image_num_channels(img):
    return get_dimensions(img)[0]


def to_tensor(pic):
    if isinstance(pic, Image):
        dtype = {"I": torch.int32, "I;16": torch.int16}.get(pic.mode, torch.get_default_dtype())
        return torch.empty((_CHANNELS.get(pic.mode, 3), pic.height, pic.width), dtype=dtype)
    if isinstance(pic, torch.Tensor) or not hasattr(pic, "shape"):
        raise TypeError(f"pic should be PIL Image or ndarray. Got {type(pic)}")
    shape = tuple(pic.shape)
    if len(shape) not in (2, 3):
        raise ValueError(f"pic should be 2/3 dimensional. Got {len(shape)} dimensions.")
    array = torch.as_tensor(pic)
    img = array.unsqueeze(0) if len(shape) == 2 else array.permute(2, 0, 1).contiguous()
    return img.to(torch.get_default_dtype()) if img.dtype == torch.uint8 else img


def pil_to_tensor(pic):
    if not isinstance(pic, Image):
        raise TypeError(f"pic should be PIL Image. Got {type(pic)}")
    dtype = {"I": torch.int32, "I;16": torch.uint16, "F": torch.float32, "1": torch.bool}.get(pic.mode, torch.uint8)
    return torch.empty((_CHANNELS.get(pic.mode, 3), pic.height, pic.width), dtype=dtype)


def to_pil_image(pic, mode=None):
    if not hasattr(pic, "shape"):
        raise TypeError(f"pic should be Tensor or ndarray. Got {type(pic)}.")
    sizes = list(pic.shape)
    if isinstance(pic, torch.Tensor) and pic.dtype == torch.bfloat16:
        raise TypeError("Got unsupported ScalarType BFloat16")
    if isinstance(pic, torch.Tensor) and len(sizes) == 3:
        sizes = [sizes[1], sizes[2], sizes[0]]
    if len(sizes) == 2:
        sizes = [*sizes, 1]
    if len(sizes) != 3:
        raise ValueError(f"pic should be 2/3 dimensional. Got {len(sizes)} dimensions.")
    height, width, channels = sizes
    if channels > 4:
        raise ValueError(f"pic should not have > 4 channels. Got {channels} channels.")
    return Image(_mode_of(torch.as_tensor(pic).dtype, channels, mode), (width, height))


def _mode_of(dtype, channels, mode):
    if dtype.is_floating_point and mode != "F":
        dtype = torch.uint8
    if channels == 1:
        expected = {torch.uint8: "L", torch.int16: "I;16", torch.int32: "I", torch.float32: "F"}.get(dtype)
        if mode is not None and mode != expected:
            raise ValueError(f"Incorrect mode ({mode}) supplied for input type <class 'numpy.dtype'>. Should be {expected}")
        mode = expected
    elif channels in (2, 3, 4):
        permitted = {2: ["LA"], 3: ["RGB", "YCbCr", "HSV"], 4: ["RGBA", "CMYK", "RGBX"]}[channels]
        if mode is not None and mode not in permitted:
            raise ValueError(f"Only modes {permitted} are supported for {channels}D inputs")
        if mode is None and dtype == torch.uint8:
            mode = permitted[0]
    elif channels == 0:
        if mode not in (None, "RGB", "YCbCr", "HSV"):
            raise ValueError(f"Only modes {['RGB', 'YCbCr', 'HSV']} are supported for 3D inputs")
        if mode is not None or dtype == torch.uint8:
            raise ValueError("not enough image data")
    else:
        return "RGB" if mode is None else mode
    if mode is None:
        raise TypeError(f"Input type {str(dtype).removeprefix('torch.')} is not supported")
    return mode


def normalize(tensor, mean, std, inplace=False):
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(tensor)}")
    _assert_image(tensor)
    if not tensor.is_floating_point():
        raise TypeError(f"Input tensor should be a float tensor. Got {tensor.dtype}.")
    if tensor.ndim < 3:
        raise ValueError(f"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {tensor.size()}")
    if not inplace:
        tensor = tensor.clone()
    means = torch.as_tensor(mean, dtype=tensor.dtype)
    stds = torch.as_tensor(std, dtype=tensor.dtype)
    if _has_zero(std):
        raise ValueError(f"std evaluated to zero after conversion to {tensor.dtype}, leading to division by zero.")
    if means.ndim == 1:
        means = means.view(-1, 1, 1)
    if stds.ndim == 1:
        stds = stds.view(-1, 1, 1)
    return tensor.sub_(means).div_(stds)


def _has_zero(std):
    return any(s == 0 for s in std) if isinstance(std, (tuple, list)) else isinstance(std, numbers.Number) and std == 0


def resize(img, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=True):
    mode = _mode(interpolation).value
    if isinstance(size, (list, tuple)):
        if len(size) not in [1, 2]:
            raise ValueError(f"Size must be an int or a 1 or 2 element tuple/list, not a {len(size)} element tuple/list")
        if max_size is not None and len(size) != 1:
            raise ValueError("max_size should only be passed if size specifies the length of the smaller edge, i.e. size should be an int or a sequence of length 1 in torchscript mode.")
    _, height, width = get_dimensions(img)
    new_height, new_width = _sizes.resized(height, width, [size] if isinstance(size, int) else size, max_size)
    if are_known(height, width) and [height, width] == [new_height, new_width]:
        return img
    if isinstance(img, torch.Tensor) and not are_known(height, width) and img.ndim not in (3, 4):
        return _sized(img, new_height, new_width)
    return _interpolated(img, new_height, new_width, mode, antialias)


def _interpolated(img, height, width, mode, antialias):
    if not isinstance(img, torch.Tensor):
        return img.resize((width, height))
    smooth = mode in ("bilinear", "bicubic")
    batch, dtype = _as_batch(img, (torch.float32, torch.float64))
    out = interpolate(batch, size=[height, width], mode=mode, align_corners=False if smooth else None, antialias=bool(antialias) and smooth)
    return _as_given(out, img, dtype)


def _as_batch(img, dtypes):
    """A batch of one of the types that an operator takes, and the type that it had."""
    batch = img.unsqueeze(0) if img.ndim < 4 else img
    return (batch if img.dtype in dtypes else batch.to(dtypes[0])), img.dtype


def _as_given(batch, img, dtype):
    return (batch.squeeze(0) if img.ndim < 4 else batch).to(dtype)


def pad(img, padding, fill=0, padding_mode="constant"):
    is_tensor = isinstance(img, torch.Tensor)
    if is_tensor:
        _assert_image(img)
        fill = 0 if fill is None else fill
    else:
        _assert_picture(img)
    if not isinstance(padding, (int if is_tensor else numbers.Number, tuple, list)):
        raise TypeError("Got inappropriate padding arg")
    if not isinstance(fill, (int, float) if is_tensor else (numbers.Number, tuple, list, type(None))):
        raise TypeError("Got inappropriate fill arg")
    if not isinstance(padding_mode, str):
        raise TypeError("Got inappropriate padding_mode arg")
    if isinstance(padding, (tuple, list)) and len(padding) not in [1, 2, 4]:
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(padding)} element tuple")
    if padding_mode not in ["constant", "edge", "reflect", "symmetric"]:
        raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")
    if not is_tensor:
        return _padded_picture(img, padding, fill, padding_mode)
    left, right, top, bottom = _sizes.sides(padding)
    if padding_mode == "symmetric":
        # What is cut off comes first, then the pixels that are repeated are counted.
        left < 0 or right < 0 or top < 0 or bottom < 0
        for side in (left, right, top, bottom):
            range(side)
        if img.ndim not in (3, 4):
            raise RuntimeError("Symmetric padding of N-D tensors are not supported yet")
        return _padded_symmetrically(img, left, right, top, bottom)
    batch = img.unsqueeze(0) if img.ndim < 4 else img
    if padding_mode == "constant":
        out = _torch_pad(batch, [left, right, top, bottom], value=float(fill))
    else:
        batch = batch if batch.dtype in (torch.float32, torch.float64) else batch.to(torch.float32)
        out = _torch_pad(batch, [left, right, top, bottom], mode="replicate" if padding_mode == "edge" else padding_mode)
    return _as_given(out, img, img.dtype)


def _padded_picture(img, padding, fill, padding_mode):
    padding = padding[0] if isinstance(padding, (tuple, list)) and len(padding) == 1 else tuple(padding) if isinstance(padding, list) else padding
    several = isinstance(padding, tuple) and len(padding) in (2, 4)
    if padding_mode == "constant":
        _check_fill(fill, img)
    if padding_mode == "constant" and not several and isinstance(padding, tuple):
        raise ValueError("border must be an integer, or a tuple of two or four elements")
    if padding_mode != "constant" and not several and not isinstance(padding, int):
        raise UnboundLocalError("cannot access local variable 'pad_left' where it is not associated with a value")
    left, right, top, bottom = _sizes.sides(padding) if several else [padding] * 4
    if padding_mode != "constant" and any(isinstance(side, (tuple, list)) for side in (left, right, top, bottom)):
        raise ValueError("setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. The detected shape was (4,) + inhomogeneous part.")
    if padding_mode != "constant":
        cropped = [min(side, 0) for side in (left, top, right, bottom)]
        if are_known(*cropped) and any(cropped):
            img = img.crop((-cropped[0], -cropped[1], img.width + cropped[2], img.height + cropped[3]))
        if any(isinstance(side, float) for side in (left, right, top, bottom)):
            raise TypeError("`pad_width` must be of integral type.")
        left, right, top, bottom = (max(side, 0) for side in (left, right, top, bottom))
        for axis, (size, more) in enumerate(((img.height, top + bottom), (img.width, left + right))):
            if are_known(size, more) and size == 0 and more > 0:
                raise ValueError(f"can't extend empty axis {axis} using modes other than 'constant' or 'empty'")
    return new(img.mode, (left + img.width + right, top + img.height + bottom))


def _padded_symmetrically(img, left, right, top, bottom):
    """Picked by indices that count inwards from the edges: they must not go past the other edge."""
    left < 0 or right < 0 or top < 0 or bottom < 0
    if are_known(left, right, top, bottom):
        range(left - 1), range(right), range(top - 1), range(bottom)
    sizes = img.shape[-2] + min(top, 0) + min(bottom, 0), img.shape[-1] + min(left, 0) + min(right, 0)
    sizes = tuple(max(size, 0) if are_known(size) else size for size in sizes)
    sides = ((max(top, 0), max(bottom, 0)), (max(left, 0), max(right, 0)))
    for size, (before, after) in zip(sizes, sides):
        if size + before + after == 0:
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    # Without images no index is looked up.
    for dim, (size, (before, after)) in () if 0 in img.shape[:-2] else enumerate(zip(sizes, sides)):
        if size == 0:
            raise IndexError("index is out of bounds for dimension with size 0")
        for index, fits in ((before - 1, before <= size), (-size - 1, after <= size)):
            if not fits:
                raise IndexError(f"index {index} is out of bounds for dimension {dim} with size {size}")
    return _sized(img, sizes[0] + sum(sides[0]), sizes[1] + sum(sides[1]))


def _sized(img, height, width):
    if isinstance(img, Image):
        return Image(img.mode, (width, height))
    if not isinstance(img, torch.Tensor):
        raise TypeError(f"Unexpected type {type(img)}")
    height, width = (_left(size, own) for size, own in ((height, img.shape[-2]), (width, img.shape[-1])))
    return torch.empty(tuple(img.shape[:-2]) + (height, width), dtype=img.dtype)


def _left(size, own):
    """A negative size counts from the other end: what it leaves depends on the place, unless it leaves nothing anywhere."""
    if not are_known(size) or size >= 0:
        return size
    return 0 if are_known(own) and -size >= own else symbol("?") - 1


def _somewhere(img, height, width):
    """A part of that size, at a place that is not known."""
    rows, columns = img.shape[-2], img.shape[-1]
    if are_known(height, width, rows, columns) and 0 <= height <= rows and 0 <= width <= columns:
        return img[..., :height, :width]
    return _sized(img, height, width)


def crop(img, top, left, height, width):
    if not isinstance(img, torch.Tensor):
        _assert_picture(img)
        return img.crop((left, top, left + width, top + height))
    _assert_image(img)
    rows, columns = img.shape[-2], img.shape[-1]
    right, bottom = left + width, top + height
    if not are_known(top, left, height, width, rows, columns):
        if isinstance(top, torch.Tensor) or isinstance(left, torch.Tensor):
            bool(left < 0), bool(top < 0), img[..., top:bottom, left:right]
        return _somewhere(img, height, width)
    if left >= 0 and top >= 0 and right <= columns and bottom <= rows:
        return img[..., top:bottom, left:right]
    return pad(img[..., max(top, 0) : bottom, max(left, 0) : right], [max(min(0, right) - left, 0), max(min(0, bottom) - top, 0), max(right - max(columns, left), 0), max(bottom - max(rows, top), 0)])


def center_crop(img, output_size):
    _, height, width = get_dimensions(img)
    crop_height, crop_width = _sizes.pair(output_size)
    crop_width > width, crop_height > height
    if not are_known(height, width, crop_height, crop_width):
        return _sized(img, crop_height, crop_width)
    more = [max(crop_width - width, 0), max(crop_height - height, 0)]
    if any(more):
        img = pad(img, [more[0] // 2, more[1] // 2, (more[0] + 1) // 2, (more[1] + 1) // 2])
        _, height, width = get_dimensions(img)
    return crop(img, int(round((height - crop_height) / 2.0)), int(round((width - crop_width) / 2.0)), crop_height, crop_width)


def resized_crop(img, top, left, height, width, size, interpolation=InterpolationMode.BILINEAR, antialias=True):
    return resize(crop(img, top, left, height, width), size, interpolation, antialias=antialias)


def _flipped(img, dim):
    if not isinstance(img, torch.Tensor):
        _assert_picture(img)
        return img
    _assert_image(img)
    return img.flip(dim)


def hflip(img):
    return _flipped(img, -1)


def vflip(img):
    return _flipped(img, -2)


def five_crop(img, size):
    size = _sizes.pair(size)
    if len(size) != 2:
        raise ValueError(_SIDES)
    _, height, width = get_dimensions(img)
    if size[1] > width or size[0] > height:
        raise ValueError(f"Requested crop size {size} is bigger than input size {(height, width)}")
    down, right = height - size[0], width - size[1]
    corners = tuple(crop(img, top, left, size[0], size[1]) for top in (0, down) for left in (0, right))
    return corners + (center_crop(img, [size[0], size[1]]),)


def ten_crop(img, size, vertical_flip=False):
    first = five_crop(img, size)
    return first + five_crop(vflip(img) if vertical_flip else hflip(img), size)


from torchvision.transforms._warps import affine, elastic_transform, perspective, rotate, erase, gaussian_blur
from torchvision.transforms._colors import (
    adjust_brightness, adjust_contrast, adjust_gamma, adjust_hue, adjust_saturation, adjust_sharpness, autocontrast, convert_image_dtype, equalize, invert, posterize, rgb_to_grayscale, solarize, to_grayscale,
)
