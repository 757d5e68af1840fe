"""Transforms of version 2 from one kind of input to another, and of types, batches and boxes."""
import torch
from PIL.Image import Image as Picture
from torch.nn.functional import one_hot
from torch.utils._pytree import tree_flatten, tree_unflatten
from torchvision import tv_tensors
from torchvision.transforms import _check_erasing, _checked_kernel, _sizes, _whitened, _whitening
from torchvision.transforms.v2 import functional as F
from torchvision.transforms.v2._transform import Transform, _RandomApplyTransform
from torchvision.transforms.v2._utils import get_bounding_boxes, get_keypoints, has_any, is_pure_tensor, labels_getter_of, number_or_seq, query_chw, query_size
from torchvision.transforms.v2.functional._kinds import plain


def _is_array(inpt):
    return type(inpt).__name__ == "ndarray"


class Identity(Transform):
    def transform(self, inpt, params):
        return inpt


class Lambda(Transform):
    _transformed_types = (object,)

    def __init__(self, lambd, *types):
        super().__init__()
        self.lambd = lambd
        self.types = types or self._transformed_types

    def transform(self, inpt, params):
        return self.lambd(inpt) if isinstance(inpt, self.types) else inpt


class ToTensor(Transform):
    _transformed_types = (Picture, _is_array)

    def transform(self, inpt, params):
        return F.to_tensor(inpt)


class PILToTensor(Transform):
    _transformed_types = (Picture,)

    def transform(self, inpt, params):
        return F.pil_to_tensor(inpt)


class ToImage(Transform):
    _transformed_types = (is_pure_tensor, Picture, _is_array)

    def transform(self, inpt, params):
        return F.to_image(inpt)


class ToPILImage(Transform):
    _transformed_types = (is_pure_tensor, tv_tensors.Image, _is_array)

    def __init__(self, mode=None):
        super().__init__()
        self.mode = mode

    def transform(self, inpt, params):
        return F.to_pil_image(inpt, mode=self.mode)


class ToPureTensor(Transform):
    _transformed_types = (tv_tensors.TVTensor,)

    def transform(self, inpt, params):
        return plain(inpt)


class ToDtype(Transform):
    _transformed_types = (torch.Tensor,)

    def __init__(self, dtype, scale=False):
        super().__init__()
        if not isinstance(dtype, (dict, torch.dtype)):
            raise ValueError(f"dtype must be a dict or a torch.dtype, got {type(dtype)} instead")
        self.dtype = dtype
        self.scale = scale

    def transform(self, inpt, params):
        if isinstance(self.dtype, torch.dtype):
            dtype = self.dtype if is_pure_tensor(inpt) or isinstance(inpt, (tv_tensors.Image, tv_tensors.Video)) else None
        elif type(inpt) in self.dtype:
            dtype = self.dtype[type(inpt)]
        elif "others" in self.dtype:
            dtype = self.dtype["others"]
        else:
            raise ValueError(
                f"No dtype was specified for type {type(inpt)}. If you only need to convert the dtype of images or videos, you can just pass e.g. dtype=torch.float32. If you're passing a dict as dtype, "
                'you can use "others" as a catch-all key e.g. dtype={tv_tensors.Mask: torch.int64, "others": None} to pass-through the rest of the inputs.'
            )
        return inpt if dtype is None else self._call_kernel(F.to_dtype, inpt, dtype=dtype, scale=self.scale)


class ConvertImageDtype(Transform):
    def __init__(self, dtype=torch.float32):
        super().__init__()
        self.dtype = dtype

    def transform(self, inpt, params):
        return inpt if isinstance(inpt, Picture) else self._call_kernel(F.to_dtype, inpt, dtype=self.dtype, scale=True)


class _NoPictures(Transform):
    def check_inputs(self, flat_inputs):
        if has_any(flat_inputs, Picture):
            raise TypeError(f"{type(self).__name__}() does not support PIL images.")


class Normalize(_NoPictures):
    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean = list(mean)
        self.std = list(std)
        self.inplace = inplace

    def transform(self, inpt, params):
        return self._call_kernel(F.normalize, inpt, mean=self.mean, std=self.std, inplace=self.inplace)


class LinearTransformation(_NoPictures):
    _transformed_types = (is_pure_tensor, tv_tensors.Image, tv_tensors.Video)

    def __init__(self, transformation_matrix, mean_vector):
        super().__init__()
        self.transformation_matrix, self.mean_vector = _whitening(transformation_matrix, mean_vector)

    def transform(self, inpt, params):
        out = _whitened(self, plain(inpt))
        return out if is_pure_tensor(inpt) else tv_tensors.wrap(out, like=inpt)


class GaussianBlur(Transform):
    def __init__(self, kernel_size, sigma=(0.1, 2.0)):
        super().__init__()
        self.kernel_size = _checked_kernel(kernel_size)
        self.sigma = number_or_seq(sigma, "sigma")
        if not 0.0 < self.sigma[0] <= self.sigma[1]:
            raise ValueError(f"sigma values should be positive and of the form (min, max). Got {self.sigma}")

    def transform(self, inpt, params):
        return self._call_kernel(F.gaussian_blur, inpt, self.kernel_size, self.sigma)


class GaussianNoise(Transform):
    def __init__(self, mean=0.0, sigma=0.1, clip=True):
        super().__init__()
        self.mean = mean
        self.sigma = sigma
        self.clip = clip

    def transform(self, inpt, params):
        return self._call_kernel(F.gaussian_noise, inpt, mean=self.mean, sigma=self.sigma, clip=self.clip)


class UniformTemporalSubsample(Transform):
    _transformed_types = (torch.Tensor,)

    def __init__(self, num_samples):
        super().__init__()
        self.num_samples = num_samples

    def transform(self, inpt, params):
        return self._call_kernel(F.uniform_temporal_subsample, inpt, self.num_samples)


class RandomErasing(_RandomApplyTransform):
    def __init__(self, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0.0, inplace=False):
        super().__init__(p=p)
        _check_erasing(value, scale, ratio)
        self.scale = scale
        self.ratio = ratio
        self.value = None if isinstance(value, str) else [float(v) for v in value] if isinstance(value, (list, tuple)) else [float(value)]
        self.inplace = inplace

    def make_params(self, flat_inputs):
        channels, height, width = query_chw(flat_inputs)
        if self.value is not None and len(self.value) not in (1, channels):
            raise ValueError(f"If value is a sequence, it should have either a single value or {channels} (number of inpt channels)")
        _sizes.draw_crop(self.scale, self.ratio)
        # The part that is drawn may be a single element, as the least of all parts.
        return dict(i=0, j=0, h=1, w=1, v=torch.empty(channels, 1, 1))

    def transform(self, inpt, params):
        return inpt if isinstance(inpt, Picture) else self._call_kernel(F.erase, inpt, **params, inplace=self.inplace)


class JPEG(Transform):
    def __init__(self, quality):
        super().__init__()
        self.quality = [quality, quality] if isinstance(quality, int) else quality

    def transform(self, inpt, params):
        return self._call_kernel(F.jpeg, inpt, quality=self.quality[0])


class _BaseMixUpCutMix(Transform):
    def __init__(self, *, alpha=1.0, num_classes=None, labels_getter="default"):
        super().__init__()
        self.alpha = float(alpha)
        if self.alpha <= 0:
            told = alpha if isinstance(alpha, int) else f"{int(alpha)}." if alpha == int(alpha) else f"{alpha:.4f}"
            raise ValueError(f"Expected parameter concentration (Tensor of shape (1, 2)) of distribution Dirichlet(concentration: torch.Size([1, 2])) to satisfy the constraint IndependentConstraint(GreaterThan(lower_bound=0.0), 1), but found invalid values:\ntensor([[{told}, {told}]])")
        self._is_whole = isinstance(alpha, int)
        self.num_classes = num_classes
        self._labels_getter = labels_getter_of(labels_getter)

    def make_params(self, flat_inputs):
        if self._is_whole:
            raise NotImplementedError("\"dirichlet\" not implemented for 'Long'")
        return dict()

    def forward(self, *inputs):
        inputs = inputs if len(inputs) > 1 else inputs[0]
        flat_inputs, spec = tree_flatten(inputs)
        needs = self._needs_transform_list(flat_inputs)
        if has_any(flat_inputs, Picture, tv_tensors.BoundingBoxes, tv_tensors.Mask, tv_tensors.KeyPoints):
            raise ValueError(f"{type(self).__name__}() does not support PIL images, bounding boxes, keypoints and masks.")
        labels = self._labels_getter(inputs)
        self._check_labels(labels)
        self.make_params([inpt for inpt, need in zip(flat_inputs, needs) if need])
        return tree_unflatten([self._mixed_labels(inpt) if inpt is labels else self._mixed(inpt, labels.shape[0]) if need else inpt for inpt, need in zip(flat_inputs, needs)], spec)

    def _check_labels(self, labels):
        if not isinstance(labels, torch.Tensor):
            raise ValueError(f"The labels must be a tensor, but got {type(labels)} instead.")
        if labels.ndim not in (1, 2):
            raise ValueError(f"labels should be index based with shape (batch_size,) or probability based with shape (batch_size, num_classes), but got a tensor of shape {labels.shape} instead.")
        if labels.ndim == 2 and self.num_classes is not None and labels.shape[-1] != self.num_classes:
            raise ValueError(f"When passing 2D labels, the number of elements in last dimension must match num_classes: {labels.shape[-1]} != {self.num_classes}. You can Leave num_classes to None.")
        if labels.ndim == 1 and self.num_classes is None:
            raise ValueError("num_classes must be passed if the labels are index-based (1D)")

    def _mixed_labels(self, labels):
        labels = one_hot(labels, num_classes=self.num_classes) if labels.ndim == 1 else labels
        return labels.clone() if labels.is_floating_point() else labels.float()

    def _mixed(self, inpt, batch_size):
        rank = 5 if isinstance(inpt, tv_tensors.Video) else 4
        if inpt.ndim != rank:
            raise ValueError(f"Expected a batched input with {rank} dims, but got {inpt.ndim} dimensions instead.")
        if inpt.shape[0] != batch_size:
            raise ValueError(f"The batch size of the image or video does not match the batch size of the labels: {inpt.shape[0]} != {batch_size}.")
        return inpt


class MixUp(_BaseMixUpCutMix):
    def _mixed(self, inpt, batch_size):
        inpt = super()._mixed(inpt, batch_size)
        out = plain(inpt).roll(1, 0).mul_(0.5).add_(plain(inpt).mul(0.5))
        return out if is_pure_tensor(inpt) else tv_tensors.wrap(out, like=inpt)


class CutMix(_BaseMixUpCutMix):
    def make_params(self, flat_inputs):
        super().make_params(flat_inputs)
        height, width = query_size(flat_inputs)
        torch.randint(width, size=(1,)), torch.randint(height, size=(1,))
        return dict()


class ConvertBoundingBoxFormat(Transform):
    _transformed_types = (tv_tensors.BoundingBoxes,)

    def __init__(self, format):
        super().__init__()
        self.format = format

    def transform(self, inpt, params):
        return F.convert_bounding_box_format(inpt, new_format=self.format)


class ClampBoundingBoxes(Transform):
    _transformed_types = (tv_tensors.BoundingBoxes,)

    def __init__(self, clamping_mode="auto"):
        super().__init__()
        self.clamping_mode = clamping_mode

    def transform(self, inpt, params):
        return F.clamp_bounding_boxes(inpt, clamping_mode=self.clamping_mode)


class ClampKeyPoints(Transform):
    _transformed_types = (tv_tensors.KeyPoints,)

    def transform(self, inpt, params):
        return F.clamp_keypoints(inpt)


class SetClampingMode(Transform):
    _transformed_types = (tv_tensors.BoundingBoxes,)

    def __init__(self, clamping_mode):
        super().__init__()
        if clamping_mode not in (None, "soft", "hard"):
            raise ValueError(f"clamping_mode must be soft, hard or None, got {clamping_mode}")
        self.clamping_mode = clamping_mode

    def transform(self, inpt, params):
        return tv_tensors.wrap(plain(inpt).clone(), like=inpt, clamping_mode=self.clamping_mode)


class _Sanitize(Transform):
    """Leaves out boxes or points that are not valid, with their labels and masks: how many stay is not known."""

    def forward(self, *inputs):
        inputs = inputs if len(inputs) > 1 else inputs[0]
        labels = self._labels_getter(inputs)
        if labels is not None:
            told = "The labels in the input to forward() must be a tensor or None, got {type} instead."
            if not isinstance(labels, (torch.Tensor, tuple, list)):
                raise ValueError(told.format(type=type(labels)))
            labels = (labels,) if isinstance(labels, torch.Tensor) else labels
            for entry in labels:
                if not isinstance(entry, torch.Tensor):
                    raise ValueError(told.format(type=type(entry)))
        flat_inputs, spec = tree_flatten(inputs)
        found = self._found(flat_inputs)
        for label in labels or ():
            if found.shape[0] != label.shape[0]:
                raise ValueError(self._mismatch(found, label))
        valid = torch.rand(found.shape[0]) < 0.5
        return tree_unflatten([self._kept(inpt, labels or (), found, valid) for inpt in flat_inputs], spec)

    def _kept(self, inpt, labels, found, valid):
        if any(inpt is label for label in labels):
            return inpt[valid]
        if inpt is found or (isinstance(inpt, tv_tensors.Mask) and isinstance(found, tv_tensors.BoundingBoxes) and inpt.shape[0] == valid.shape[0]):
            return tv_tensors.wrap(plain(inpt)[valid], like=inpt)
        return inpt


class SanitizeBoundingBoxes(_Sanitize):
    def __init__(self, min_size=1.0, min_area=1.0, labels_getter="default"):
        super().__init__()
        if min_size < 1:
            raise ValueError(f"min_size must be >= 1, got {min_size}.")
        if min_area < 1:
            raise ValueError(f"min_area must be >= 1, got {min_area}.")
        self.min_size = min_size
        self.min_area = min_area
        self.labels_getter = labels_getter
        self._labels_getter = labels_getter_of(labels_getter)

    def _found(self, flat_inputs):
        return get_bounding_boxes(flat_inputs)

    def _mismatch(self, found, label):
        return f"Number of boxes (shape={found.shape}) and must match the number of labels.Found labels with shape={label.shape})."


class SanitizeKeyPoints(_Sanitize):
    def __init__(self, labels_getter=None):
        super().__init__()
        self.labels_getter = labels_getter
        self._labels_getter = labels_getter_of(labels_getter)

    def _found(self, flat_inputs):
        return get_keypoints(flat_inputs)

    def _mismatch(self, found, label):
        return f"Number of kepyoints (shape={found.shape}) must match the number of labels.Found labels with shape={label.shape})."
