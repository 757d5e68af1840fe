"""torchvision.transforms.v2.functional on shapes."""
from torchvision.transforms.functional import InterpolationMode
from torchvision.transforms.v2.functional._color import (
    adjust_brightness, adjust_contrast, adjust_gamma, adjust_hue, adjust_saturation, adjust_sharpness, autocontrast, equalize, grayscale_to_rgb, invert, permute_channels, posterize, rgb_to_grayscale, solarize, to_grayscale,
)
from torchvision.transforms.v2.functional._geometry import (
    affine, center_crop, crop, elastic, elastic_transform, five_crop, hflip, horizontal_flip, pad, perspective, resize, resized_crop, rotate, ten_crop, vertical_flip, vflip,
)
from torchvision.transforms.v2.functional._kinds import is_pure_tensor, register_kernel
from torchvision.transforms.v2.functional._misc import (
    clamp_bounding_boxes, clamp_keypoints, convert_bounding_box_format, convert_image_dtype, erase, gaussian_blur, gaussian_noise, get_dimensions, get_image_num_channels, get_image_size, get_num_channels, get_num_frames, get_size,
    jpeg, normalize, pil_to_tensor, sanitize_bounding_boxes, sanitize_keypoints, to_dtype, to_image, to_pil_image, to_tensor, uniform_temporal_subsample,
)


def __getattr__(name):
    """The kernel for one kind of input, such as `resize_image`: the function itself knows the kind."""
    for kind in ("_image", "_video", "_mask"):
        if name.endswith(kind) and name.removesuffix(kind) in globals():
            return globals()[name.removesuffix(kind)]
    raise AttributeError(f"module 'torchvision.transforms.v2.functional' has no attribute '{name}'")
