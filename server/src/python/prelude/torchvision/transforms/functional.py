"""torchvision.transforms.functional on shapes."""
import torch
from PIL.Image import Image
from _shapelint import symbol, unknown

_CHANNELS = {"L": 1, "1": 1, "P": 1, "I": 1, "F": 1, "RGB": 3, "RGBA": 4, "CMYK": 4, "YCbCr": 3, "HSV": 3, "LA": 2}


def _pair(size):
    if isinstance(size, (tuple, list)):
        return (size[0], size[0]) if len(size) == 1 else (size[0], size[1])
    return (size, size)


def _size(img):
    """(height, width)"""
    if isinstance(img, Image):
        return (img.height, img.width)
    if isinstance(img, torch.Tensor):
        return (img.shape[-2], img.shape[-1])
    return unknown("the size of an image")


def _with_size(img, height, width):
    if isinstance(img, Image):
        return Image(img.mode, (width, height))
    if isinstance(img, torch.Tensor):
        return torch.empty(tuple(img.shape[:-2]) + (height, width), dtype=img.dtype)
    return unknown("an image that is not known")


def get_image_size(img):
    h, w = _size(img)
    return [w, h]


def get_dimensions(img):
    h, w = _size(img)
    return [_CHANNELS.get(img.mode, 3) if isinstance(img, Image) else img.shape[-3], h, w]


def get_image_num_channels(img):
    return _CHANNELS.get(img.mode, 3) if isinstance(img, Image) else img.shape[-3]


def to_tensor(pic):
    if isinstance(pic, Image):
        return torch.empty((_CHANNELS.get(pic.mode, 3), pic.height, pic.width))
    if isinstance(pic, torch.Tensor):
        raise TypeError("pic should be PIL Image or ndarray. Got <class 'torch.Tensor'>")
    if hasattr(pic, "shape"):
        shape = tuple(pic.shape)
        if len(shape) == 2:
            return torch.empty((1,) + shape)
        if len(shape) == 3:
            return torch.empty((shape[2], shape[0], shape[1]))
        raise ValueError(f"pic should be 2/3 dimensional. Got {len(shape)} dimensions.")
    return unknown("a tensor of a picture that is not known")


def pil_to_tensor(pic):
    return torch.empty((_CHANNELS.get(pic.mode, 3), pic.height, pic.width), dtype=torch.uint8)


def to_pil_image(pic, mode=None):
    if isinstance(pic, torch.Tensor):
        c = pic.shape[-3] if pic.dim() == 3 else 1
        return Image("L" if c == 1 else "RGB", (pic.shape[-1], pic.shape[-2]))
    return unknown("a picture that is not known")


def normalize(tensor, mean, std, inplace=False):
    if isinstance(tensor, Image):
        raise TypeError("img should be Tensor Image. Got <class 'PIL.Image.Image'>")
    if isinstance(tensor, torch.Tensor):
        if tensor.dim() < 3:
            raise ValueError(f"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {tensor.size()}")
        mean = torch.as_tensor(mean, dtype=tensor.dtype)
        std = torch.as_tensor(std, dtype=tensor.dtype)
        if mean.dim() == 1:
            mean = mean.view(-1, 1, 1)
        if std.dim() == 1:
            std = std.view(-1, 1, 1)
        return tensor.clone().sub_(mean).div_(std)
    return tensor


def resize(img, size, interpolation=None, max_size=None, antialias=True):
    if isinstance(size, (tuple, list)) and len(size) == 2:
        return _with_size(img, size[0], size[1])
    short = size[0] if isinstance(size, (tuple, list)) else size
    h, w = _size(img)
    if h == w:
        return _with_size(img, short, short)
    if isinstance(h, int) and isinstance(w, int):
        return _with_size(img, short if h < w else int(short * h / w), int(short * w / h) if h < w else short)
    return _with_size(img, symbol("H"), symbol("W"))


def center_crop(img, output_size):
    h, w = _pair(output_size)
    return _with_size(img, h, w)


def crop(img, top, left, height, width):
    return _with_size(img, height, width)


def resized_crop(img, top, left, height, width, size, *args, **kwargs):
    h, w = _pair(size)
    return _with_size(img, h, w)


def pad(img, padding, fill=0, padding_mode="constant"):
    if isinstance(padding, (tuple, list)):
        l, t, r, b = (padding[0], padding[1], padding[0], padding[1]) if len(padding) == 2 else padding
    else:
        l = t = r = b = padding
    h, w = _size(img)
    return _with_size(img, h + t + b, w + l + r)


def to_grayscale(img, num_output_channels=1):
    if isinstance(img, Image):
        return Image("L" if num_output_channels == 1 else "RGB", img.size)
    return torch.empty(tuple(img.shape[:-3]) + (num_output_channels,) + tuple(img.shape[-2:]), dtype=img.dtype)


rgb_to_grayscale = to_grayscale


def convert_image_dtype(image, dtype=torch.float):
    return image.to(dtype)


def _same(img, *args, **kwargs):
    return img


hflip = vflip = rotate = affine = perspective = gaussian_blur = adjust_brightness = adjust_contrast = adjust_saturation = adjust_hue = adjust_gamma = adjust_sharpness = autocontrast = equalize = invert = posterize = solarize = erase = _same
