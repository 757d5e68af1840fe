"""torchvision.tv_tensors: tensors that say what they hold; an operator's result is plain."""
from torchvision.tv_tensors._bounding_boxes import BoundingBoxes, BoundingBoxFormat, is_rotated_bounding_format
from torchvision.tv_tensors._image import Image
from torchvision.tv_tensors._keypoints import KeyPoints
from torchvision.tv_tensors._mask import Mask
from torchvision.tv_tensors._tv_tensor import TVTensor
from torchvision.tv_tensors._video import Video


def wrap(wrappee, *, like, **kwargs):
    return type(like).wrap(wrappee, like, **kwargs)


def set_return_type(return_type):
    return None
