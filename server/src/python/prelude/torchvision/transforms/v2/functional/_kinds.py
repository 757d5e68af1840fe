"""What a function of version 2 does with each kind of input: an image's work, and what follows for the rest."""
import torch
from PIL.Image import Image as Picture
from torchvision import tv_tensors
from torchvision.transforms.functional import InterpolationMode, _BY_NUMBER
from _shapelint import are_known

_BY_NAME = {mode.value: mode for mode in InterpolationMode}
_BUILTIN = (tv_tensors.Image, tv_tensors.Video, tv_tensors.Mask, tv_tensors.BoundingBoxes, tv_tensors.KeyPoints)


def is_pure_tensor(inpt):
    return isinstance(inpt, torch.Tensor) and not isinstance(inpt, tv_tensors.TVTensor)


def is_empty(img):
    """Whether it is known to have no elements."""
    return are_known(img.numel()) and img.numel() == 0


def is_place(inpt):
    """Boxes and points: only the canvas around them changes its size."""
    return isinstance(inpt, (tv_tensors.BoundingBoxes, tv_tensors.KeyPoints))


def is_pixels(inpt):
    return isinstance(inpt, (torch.Tensor, Picture)) and not is_place(inpt) and not isinstance(inpt, tv_tensors.Mask)


_CLASSES = {"I": tv_tensors.Image, "T": torch.Tensor, "P": Picture, "V": tv_tensors.Video, "M": tv_tensors.Mask, "B": tv_tensors.BoundingBoxes, "K": tv_tensors.KeyPoints}
_TAKEN = {
    "ITPV": "get_dimensions get_num_channels erase gaussian_blur adjust_brightness adjust_saturation adjust_contrast adjust_sharpness adjust_hue adjust_gamma posterize solarize autocontrast equalize invert permute_channels five_crop ten_crop",
    "ITPVMBK": "get_size",
    "VT": "get_num_frames uniform_temporal_subsample",
    "ITVP": "jpeg gaussian_noise",
    "ITV": "normalize",
    "ITVMBK": "to_dtype",
    "ITP": "rgb_to_grayscale grayscale_to_rgb",
    "ITPMKBV": "horizontal_flip vertical_flip resize pad",
    "ITPKBMV": "affine rotate crop perspective elastic center_crop resized_crop",
}
_KINDS = {name: kinds for kinds, names in _TAKEN.items() for name in names.split()}


def takes(name, inpt):
    """Whether a function has a kernel for an input: what is a tensor of another kind goes past it."""
    kinds = _KINDS.get(name, "ITPVMBK")
    if isinstance(inpt, Picture):
        return "P" in kinds
    for kind in "IVMBK":
        if isinstance(inpt, _CLASSES[kind]):
            return kind in kinds
    return isinstance(inpt, torch.Tensor)


def refuse(name, inpt):
    raise TypeError(f"Functional F.{name} supports inputs of type {dict.fromkeys(_CLASSES[kind] for kind in _KINDS[name]).keys()}, but got {type(inpt)} instead.")


def on_pixels(name, inpt, picture, image):
    """For images and videos alone."""
    if not takes(name, inpt):
        refuse(name, inpt)
    if isinstance(inpt, Picture):
        return picture(inpt)
    return like(image(plain(inpt)), inpt)


def on_places(name, inpt, picture, image, size, mask=None):
    """For whatever has a height and a width; `size` tells the new ones."""
    if isinstance(inpt, Picture):
        return picture(inpt)
    if is_place(inpt):
        return tv_tensors.wrap(plain(inpt).clone(), like=inpt, canvas_size=tuple(size(inpt.canvas_size[0], inpt.canvas_size[1])))
    if not isinstance(inpt, torch.Tensor):
        refuse(name, inpt)
    if isinstance(inpt, tv_tensors.Mask):
        flat = plain(inpt)
        out = (mask or image)(flat.unsqueeze(0) if flat.ndim < 3 else flat)
        return like(out.squeeze(0) if flat.ndim < 3 else out, inpt)
    return like(image(plain(inpt)), inpt)


def plain(inpt):
    return inpt.as_subclass(torch.Tensor) if isinstance(inpt, tv_tensors.TVTensor) else inpt


def like(out, inpt):
    return tv_tensors.wrap(out, like=inpt) if isinstance(inpt, tv_tensors.TVTensor) else out


def mode_of(interpolation):
    if isinstance(interpolation, str):
        if interpolation not in _BY_NAME:
            raise ValueError(f"Invalid interpolation mode: '{interpolation}'. Supported string values are: {list(_BY_NAME.keys())}.")
        return interpolation
    if isinstance(interpolation, int):
        return _BY_NUMBER[interpolation].value
    if not isinstance(interpolation, InterpolationMode):
        raise ValueError(f"Argument interpolation should be an `InterpolationMode` or a corresponding Pillow integer constant, but got {interpolation}.")
    return interpolation.value


def register_kernel(functional, tv_tensor_cls):
    """A kernel of the code's own is called for a class of the code's own: `Transform` asks the class."""
    if not (isinstance(tv_tensor_cls, type) and issubclass(tv_tensor_cls, tv_tensors.TVTensor)):
        raise ValueError(f"Kernels can only be registered for subclasses of torchvision.tv_tensors.TVTensor, but got {tv_tensor_cls}.")
    if tv_tensor_cls in _BUILTIN:
        raise ValueError(f"Kernels cannot be registered for the builtin tv_tensor classes, but got {tv_tensor_cls}")

    def decorator(kernel):
        setattr(tv_tensor_cls, "_kernel_" + (functional if isinstance(functional, str) else functional.__name__), staticmethod(kernel))
        return kernel

    return decorator
