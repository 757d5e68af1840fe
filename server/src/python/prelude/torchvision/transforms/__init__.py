"""torchvision.transforms on shapes: images become images, ToTensor makes (C, H, W)."""
from enum import Enum

from torchvision.transforms import functional
from _shapelint import symbol, unknown


class InterpolationMode(Enum):
    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        for t in self.transforms:
            img = t(img)
        return img


class _Same:
    """A transform that keeps the size."""

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, img):
        return img

    forward = __call__


class ToTensor:
    def __call__(self, pic):
        return functional.to_tensor(pic)


class PILToTensor:
    def __call__(self, pic):
        return functional.pil_to_tensor(pic)


class ConvertImageDtype:
    def __init__(self, dtype):
        self.dtype = dtype

    def __call__(self, image):
        return image.to(self.dtype)


class ToPILImage:
    def __init__(self, mode=None):
        self.mode = mode

    def __call__(self, pic):
        return functional.to_pil_image(pic, self.mode)


class Normalize:
    def __init__(self, mean, std, inplace=False):
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def __call__(self, tensor):
        return functional.normalize(tensor, self.mean, self.std, self.inplace)

    forward = __call__


class Resize:
    def __init__(self, size, interpolation=None, max_size=None, antialias=True):
        self.size = size
        self.max_size = max_size

    def __call__(self, img):
        return functional.resize(img, self.size, max_size=self.max_size)

    forward = __call__


class Scale(Resize):
    pass


class CenterCrop:
    def __init__(self, size):
        self.size = size

    def __call__(self, img):
        return functional.center_crop(img, self.size)

    forward = __call__


class RandomCrop:
    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
        self.size = functional._pair(size)

    def __call__(self, img):
        return functional._with_size(img, self.size[0], self.size[1])

    forward = __call__


class RandomResizedCrop:
    def __init__(self, size, *args, **kwargs):
        self.size = functional._pair(size)

    def __call__(self, img):
        return functional._with_size(img, self.size[0], self.size[1])

    forward = __call__


class RandomSizedCrop(RandomResizedCrop):
    pass


class Pad:
    def __init__(self, padding, fill=0, padding_mode="constant"):
        self.padding = padding

    def __call__(self, img):
        return functional.pad(img, self.padding)

    forward = __call__


class Grayscale:
    def __init__(self, num_output_channels=1):
        self.num_output_channels = num_output_channels

    def __call__(self, img):
        return functional.to_grayscale(img, self.num_output_channels)

    forward = __call__


class RandomGrayscale(_Same):
    pass


class RandomHorizontalFlip(_Same):
    pass


class RandomVerticalFlip(_Same):
    pass


class RandomAffine(_Same):
    pass


class RandomPerspective(_Same):
    pass


class RandomErasing(_Same):
    pass


class ColorJitter(_Same):
    pass


class GaussianBlur(_Same):
    pass


class RandomInvert(_Same):
    pass


class RandomPosterize(_Same):
    pass


class RandomSolarize(_Same):
    pass


class RandomAdjustSharpness(_Same):
    pass


class RandomAutocontrast(_Same):
    pass


class RandomEqualize(_Same):
    pass


class AutoAugment(_Same):
    pass


class RandAugment(_Same):
    pass


class TrivialAugmentWide(_Same):
    pass


class AugMix(_Same):
    pass


class ElasticTransform(_Same):
    pass


class LinearTransformation(_Same):
    pass


class AutoAugmentPolicy(Enum):
    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


class RandomRotation:
    def __init__(self, degrees, interpolation=None, expand=False, center=None, fill=0):
        self.expand = expand

    def __call__(self, img):
        if self.expand:
            return functional._with_size(img, symbol("H"), symbol("W"))
        return img

    forward = __call__


class Lambda:
    def __init__(self, lambd):
        self.lambd = lambd

    def __call__(self, img):
        return self.lambd(img)


class RandomApply:
    def __init__(self, transforms, p=0.5):
        self.transforms = transforms

    def __call__(self, img):
        before = img
        for t in self.transforms:
            img = t(img)
        return img if functional._size(before) == functional._size(img) else unknown("an image that may have been transformed")


class RandomOrder:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        for t in self.transforms:
            img = t(img)
        return img


class RandomChoice(RandomOrder):
    def __init__(self, transforms, p=None):
        self.transforms = transforms

    def __call__(self, img):
        return self.transforms[0](img)


class FiveCrop:
    def __init__(self, size):
        self.size = functional._pair(size)

    def __call__(self, img):
        return tuple(functional._with_size(img, self.size[0], self.size[1]) for _ in range(5))


class TenCrop:
    def __init__(self, size, vertical_flip=False):
        self.size = functional._pair(size)

    def __call__(self, img):
        return tuple(functional._with_size(img, self.size[0], self.size[1]) for _ in range(10))
