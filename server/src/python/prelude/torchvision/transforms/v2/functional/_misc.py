"""Types, blurs, sizes and boxes: torchvision.transforms.v2.functional on shapes."""
import torch
from PIL.Image import Image as Picture
from torch.nn.functional import conv2d
from torch.nn.functional import pad as _torch_pad
from torchvision import tv_tensors
from torchvision.transforms import functional as _F
from torchvision.transforms._warps import _check_kernel
from torchvision.transforms.functional import _has_zero
from torchvision.transforms.v2.functional._kinds import is_empty, is_pixels, is_place, is_pure_tensor, like, on_pixels, plain, refuse
from _shapelint import unknown

pil_to_tensor = _F.pil_to_tensor
to_pil_image = _F.to_pil_image
to_tensor = _F.to_tensor
get_image_size = _F.get_image_size
_CORNERS = {"XYXYXYXY": 8, "XYWHR": 5, "CXCYWHR": 5}


def normalize(inpt, mean, std, inplace=False):
    def image(img):
        if not img.is_floating_point():
            raise TypeError(f"Input tensor should be a float tensor. Got {img.dtype}.")
        if img.ndim < 3:
            raise ValueError(f"Expected tensor to be a tensor image of size (..., C, H, W). Got {img.shape}.")
        if not all(std) if isinstance(std, (tuple, list)) else _has_zero(std):
            raise ValueError("std evaluated to zero, leading to division by zero.")
        means, stds = torch.as_tensor(mean, dtype=img.dtype), torch.as_tensor(std, dtype=img.dtype)
        means = means.view(-1, 1, 1) if means.ndim == 1 else means
        stds = stds.view(-1, 1, 1) if stds.ndim == 1 else stds
        return (img.sub_(means) if inplace else img.sub(means)).div_(stds)

    return on_pixels("normalize", inpt, None, image)


def gaussian_blur(inpt, kernel_size, sigma=None):
    def image(img):
        sizes = [kernel_size, kernel_size] if isinstance(kernel_size, int) else kernel_size
        _check_kernel(sizes)
        if sigma is not None:
            _check_sigma(sigma)
        if isinstance(img, Picture):
            _blurred(pil_to_tensor(img), sizes)
            return img
        return img if is_empty(img) else _blurred(img, sizes)

    return on_pixels("gaussian_blur", inpt, image, image)


def _check_sigma(sigma):
    if not isinstance(sigma, (int, float, list, tuple)):
        raise TypeError(f"sigma should be either float or sequence of floats. Got {type(sigma)}")
    sigmas = [float(sigma)] * 2 if isinstance(sigma, (int, float)) else sigma
    if len(sigmas) not in (1, 2):
        raise ValueError(f"If sigma is a sequence, its length should be 2. Got {len(sigmas)}")
    for s in sigmas:
        if s <= 0.0:
            raise ValueError(f"sigma should have positive values. Got {[sigmas[0], sigmas[0]] if len(sigmas) == 1 else sigmas}")


def _blurred(img, sizes):
    batch = img.unsqueeze(0) if img.ndim == 3 else img.reshape((-1,) + img.shape[-3:]) if img.ndim > 4 else img
    batch = batch if batch.is_floating_point() else batch.to(torch.float32)
    for size in sizes:
        torch.linspace(-(size - 1) / 2.0, (size - 1) / 2.0, steps=size, dtype=batch.dtype, device=img.device)
    kernel = torch.empty((sizes[1], sizes[0]), dtype=batch.dtype).expand(img.shape[-3], 1, sizes[1], sizes[0])
    out = conv2d(_torch_pad(batch, [sizes[0] // 2, sizes[0] // 2, sizes[1] // 2, sizes[1] // 2], mode="reflect"), kernel, groups=img.shape[-3])
    return (out.squeeze(0) if img.ndim == 3 else out.reshape(img.shape) if img.ndim > 4 else out).to(img.dtype)


def gaussian_noise(inpt, mean=0.0, sigma=0.1, clip=True):
    def image(img):
        if sigma < 0:
            raise ValueError(f"sigma shouldn't be negative. Got {sigma}")
        if img.is_floating_point():
            out = img + (mean + torch.randn_like(img) * sigma)
            return torch.clamp(out, 0, 1) if clip else out
        if img.dtype == torch.uint8:
            out = img + ((mean * 255) + torch.randn_like(img, dtype=torch.float32) * (sigma * 255)).to(torch.int16)
            return (torch.clamp(out, 0, 255) if clip else out).to(torch.uint8)
        raise ValueError(f"Input tensor is expected to be in uint8 or float dtype, got dtype={img.dtype}")

    if isinstance(inpt, Picture):
        raise ValueError("Gaussian Noise is not implemented for PIL images.")
    return on_pixels("gaussian_noise", inpt, None, image)


def convert_image_dtype(image, dtype=torch.float32):
    return _scaled(image, dtype)


def _scaled(img, dtype):
    if (img.dtype == torch.float32 and dtype in (torch.int32, torch.int64)) or (img.dtype == torch.float64 and dtype == torch.int64):
        raise RuntimeError(f"The conversion from {img.dtype} to {dtype} cannot be performed safely.")
    for kind in (img.dtype, dtype):
        if not img.is_floating_point() and not dtype.is_floating_point and img.dtype != dtype and (kind == torch.bool or kind.is_complex):
            raise TypeError(f"Number of value bits is only defined for integer dtypes, but got {kind}.")
    return img.to(dtype)


def to_dtype(inpt, dtype=torch.float, scale=False):
    if not isinstance(inpt, torch.Tensor):
        refuse("to_dtype", inpt)
    out = _scaled(plain(inpt), dtype) if scale and is_pixels(inpt) else plain(inpt).to(dtype)
    return like(out, inpt)


def to_image(inpt):
    if isinstance(inpt, Picture):
        return tv_tensors.Image(pil_to_tensor(inpt))
    if isinstance(inpt, torch.Tensor):
        return tv_tensors.Image(plain(inpt))
    if not hasattr(inpt, "shape"):
        raise TypeError(f"Input can either be a pure Tensor, a numpy array, or a PIL image, but got {type(inpt)} instead.")
    array = torch.as_tensor(inpt)
    return tv_tensors.Image(array.unsqueeze(-1).permute(2, 0, 1) if array.ndim == 2 else array.permute(2, 0, 1))


def erase(inpt, i, j, h, w, v, inplace=False):
    def image(img):
        img = img if inplace else img.clone()
        img[..., i : i + h, j : j + w] = v
        return img

    return on_pixels("erase", inpt, lambda img: img, image)


def jpeg(image, quality):
    return on_pixels("jpeg", image, lambda img: img, lambda img: img.view((-1,) + img.shape[-3:]).view(img.shape))


def uniform_temporal_subsample(inpt, num_samples):
    return on_pixels("uniform_temporal_subsample", inpt, lambda img: img, lambda video: torch.index_select(video, -4, torch.linspace(0, video.shape[-4] - 1, num_samples, device=video.device).long()))


def get_dimensions(inpt):
    if isinstance(inpt, Picture):
        return _F.get_dimensions(inpt)
    if not is_pixels(inpt):
        refuse("get_dimensions", inpt)
    if inpt.ndim < 2:
        raise TypeError(f"Input tensor should have at least two dimensions, but got {inpt.ndim}")
    return [1 if inpt.ndim == 2 else inpt.shape[-3], inpt.shape[-2], inpt.shape[-1]]


def get_num_channels(inpt):
    if not is_pixels(inpt):
        refuse("get_num_channels", inpt)
    return get_dimensions(inpt)[0]


get_image_num_channels = get_num_channels


def get_size(inpt):
    if is_place(inpt):
        return list(inpt.canvas_size)
    if isinstance(inpt, Picture):
        return [inpt.height, inpt.width]
    if not isinstance(inpt, torch.Tensor):
        refuse("get_size", inpt)
    if inpt.ndim < 2:
        raise TypeError(f"Input tensor should have at least two dimensions, but got {inpt.ndim}")
    return [inpt.shape[-2], inpt.shape[-1]]


def get_num_frames(inpt):
    return inpt.shape[-4]


def convert_bounding_box_format(inpt, old_format=None, new_format=None, inplace=False):
    if new_format is None:
        raise TypeError("convert_bounding_box_format() missing 1 required argument: 'new_format'")
    if not isinstance(inpt, torch.Tensor) or not (is_pure_tensor(inpt) or isinstance(inpt, tv_tensors.BoundingBoxes)):
        raise TypeError(f"Input can either be a plain tensor or a bounding box tv_tensor, but got {type(inpt)} instead.")
    if is_pure_tensor(inpt):
        if old_format is None:
            raise ValueError("For pure tensor inputs, `old_format` has to be passed.")
        return _converted(inpt, _format(old_format), _format(new_format))
    if old_format is not None:
        raise ValueError("For bounding box tv_tensor inputs, `old_format` must not be passed.")
    return tv_tensors.wrap(_converted(plain(inpt), inpt.format, _format(new_format)), like=inpt, format=_format(new_format))


def _format(format):
    return tv_tensors.BoundingBoxFormat[format.upper()] if isinstance(format, str) else format


def _converted(boxes, old, new):
    if old == new:
        return boxes
    if tv_tensors.is_rotated_bounding_format(old) != tv_tensors.is_rotated_bounding_format(new):
        raise ValueError("Cannot convert between rotated and unrotated bounding boxes.")
    return boxes.new_empty(tuple(boxes.shape[:-1]) + (_CORNERS.get(new.value, 4),))


def clamp_bounding_boxes(inpt, format=None, canvas_size=None, clamping_mode="auto"):
    if clamping_mode is not None and clamping_mode not in ("soft", "hard", "auto"):
        raise ValueError(f"clamping_mode must be soft, hard, auto or None, got {clamping_mode}")
    if is_pure_tensor(inpt) and (format is None or canvas_size is None or clamping_mode == "auto"):
        raise ValueError("For pure tensor inputs, `format`, `canvas_size` and `clamping_mode` have to be passed.")
    return inpt.clone() if is_pure_tensor(inpt) else tv_tensors.wrap(plain(inpt).clone(), like=inpt)


def clamp_keypoints(inpt, canvas_size=None):
    if is_pure_tensor(inpt) and canvas_size is None:
        raise ValueError("For pure tensor inputs, `canvas_size` has to be passed.")
    return inpt.clone() if is_pure_tensor(inpt) else tv_tensors.wrap(plain(inpt).clone(), like=inpt)


def sanitize_bounding_boxes(bounding_boxes, format=None, canvas_size=None, min_size=1.0, min_area=1.0):
    valid = torch.rand(bounding_boxes.shape[0]) < 0.5
    return like(plain(bounding_boxes)[valid], bounding_boxes), valid


def sanitize_keypoints(key_points, canvas_size=None):
    valid = torch.rand(key_points.shape[0]) < 0.5
    return like(plain(key_points)[valid], key_points), valid
