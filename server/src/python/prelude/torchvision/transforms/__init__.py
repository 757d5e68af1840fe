"""torchvision.transforms on shapes: images become images, ToTensor makes (C, H, W)."""
from enum import Enum

from torch import nn
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


class _Same(nn.Module):
    """A transform that keeps the size."""

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, img):
        return img


class ToTensor:
    def __call__(self, pic):
        return functional.to_tensor(pic)


class PILToTensor:
    def __call__(self, pic):
        return functional.pil_to_tensor(pic)


class ConvertImageDtype(nn.Module):
    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype

    def forward(self, image):
        return image.to(self.dtype)


class ToPILImage:
    def __init__(self, mode=None):
        self.mode = mode

    def __call__(self, pic):
        return functional.to_pil_image(pic, self.mode)


class Normalize(nn.Module):
    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def forward(self, tensor):
        return functional.normalize(tensor, self.mean, self.std, self.inplace)


class Resize(nn.Module):
    def __init__(self, size, interpolation=None, max_size=None, antialias=True):
        super().__init__()
        self.size = size
        self.max_size = max_size

    def forward(self, img):
        return functional.resize(img, self.size, max_size=self.max_size)


class Scale(Resize):
    pass


class CenterCrop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, img):
        return functional.center_crop(img, self.size)


class RandomCrop(nn.Module):
    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
        super().__init__()
        self.size = functional._pair(size)

    def forward(self, img):
        return functional._with_size(img, self.size[0], self.size[1])


class RandomResizedCrop(nn.Module):
    def __init__(self, size, *args, **kwargs):
        super().__init__()
        self.size = functional._pair(size)

    def forward(self, img):
        return functional._with_size(img, self.size[0], self.size[1])


class RandomSizedCrop(RandomResizedCrop):
    pass


class Pad(nn.Module):
    def __init__(self, padding, fill=0, padding_mode="constant"):
        super().__init__()
        self.padding = padding

    def forward(self, img):
        return functional.pad(img, self.padding)


class Grayscale(nn.Module):
    def __init__(self, num_output_channels=1):
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img):
        return functional.to_grayscale(img, self.num_output_channels)


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


class RandomRotation(nn.Module):
    def __init__(self, degrees, interpolation=None, expand=False, center=None, fill=0):
        super().__init__()
        self.expand = expand

    def forward(self, img):
        if self.expand:
            return functional._with_size(img, symbol("H"), symbol("W"))
        return img


class Lambda:
    def __init__(self, lambd):
        self.lambd = lambd

    def __call__(self, img):
        return self.lambd(img)


class RandomApply(nn.Module):
    def __init__(self, transforms, p=0.5):
        super().__init__()
        self.transforms = transforms

    def forward(self, img):
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


class FiveCrop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = functional._pair(size)

    def forward(self, img):
        return tuple(functional._with_size(img, self.size[0], self.size[1]) for _ in range(5))


class TenCrop(nn.Module):
    def __init__(self, size, vertical_flip=False):
        super().__init__()
        self.size = functional._pair(size)

    def forward(self, img):
        return tuple(functional._with_size(img, self.size[0], self.size[1]) for _ in range(10))
