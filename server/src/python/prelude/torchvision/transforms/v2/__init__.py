"""torchvision.transforms, version 2, on shapes."""
from torchvision import transforms as _version1
from torchvision.transforms import AutoAugmentPolicy
from torchvision.transforms.functional import InterpolationMode
from torchvision.transforms.v2 import functional
from torchvision.transforms.v2._transform import Transform
from torchvision.transforms.v2._color import (
    AugMix, AutoAugment, ColorJitter, Grayscale, RandAugment, RandomAdjustSharpness, RandomAutocontrast, RandomChannelPermutation, RandomEqualize, RandomGrayscale, RandomInvert, RandomPhotometricDistort, RandomPosterize, RandomSolarize,
    RGB, TrivialAugmentWide,
)
from torchvision.transforms.v2._container import Compose, RandomApply, RandomChoice, RandomOrder
from torchvision.transforms.v2._geometry import (
    CenterCrop, ElasticTransform, FiveCrop, Pad, RandomAffine, RandomCrop, RandomHorizontalFlip, RandomIoUCrop, RandomPerspective, RandomResize, RandomResizedCrop, RandomRotation, RandomShortestSize, RandomVerticalFlip, RandomZoomOut,
    Resize, ScaleJitter, TenCrop,
)
from torchvision.transforms.v2._misc import (
    ClampBoundingBoxes, ClampKeyPoints, ConvertBoundingBoxFormat, ConvertImageDtype, CutMix, GaussianBlur, GaussianNoise, Identity, JPEG, Lambda, LinearTransformation, MixUp, Normalize, PILToTensor, RandomErasing, SanitizeBoundingBoxes,
    SanitizeKeyPoints, SetClampingMode, ToDtype, ToImage, ToPILImage, ToPureTensor, ToTensor, UniformTemporalSubsample,
)
from torchvision.transforms.v2._utils import check_type, get_bounding_boxes, get_keypoints, has_all, has_any, query_chw, query_size

# What version 1 draws its parameters with is there under the same name.
for _transform in (AutoAugment, ColorJitter, ElasticTransform, GaussianBlur, RandomAffine, RandomCrop, RandomErasing, RandomPerspective, RandomResizedCrop, RandomRotation):
    _transform.get_params = staticmethod(getattr(_version1, _transform.__name__).get_params)
