"""Weights by name, and models by name."""
from enum import Enum
from functools import wraps

from _shapelint import unknown


class Weights:
    """A pretrained checkpoint: the images it takes and the classes it tells apart."""

    def __init__(self, crop_size=224, resize_size=256, num_classes=1000):
        self.crop_size = crop_size
        self.resize_size = resize_size
        self.num_classes = num_classes
        self.url = unknown("the address of a checkpoint")
        self.meta = unknown("what is noted of a checkpoint")

    def transforms(self, **kwargs):
        from torchvision.transforms._presets import ImageClassification

        return ImageClassification(**{"crop_size": self.crop_size, "resize_size": self.resize_size, **kwargs})


class WeightsEnum(Enum):
    @classmethod
    def verify(cls, obj):
        if obj is None or isinstance(obj, cls):
            return obj
        if isinstance(obj, str):
            return cls[obj.replace(cls.__name__ + ".", "")]
        raise TypeError(f"Invalid Weight class provided; expected {cls.__name__} but received {obj.__class__.__name__}.")

    def get_state_dict(self, *args, **kwargs):
        return unknown("the parameters of a checkpoint")

    @property
    def url(self):
        return self.value.url

    @property
    def transforms(self):
        return self.value.transforms

    @property
    def meta(self):
        return self.value.meta


def takes_weights(kind, legacy="IMAGENET1K_V1"):
    """A factory that is called with weights as members or names, as `pretrained=True`, or by position."""

    def decorate(build):
        @wraps(build)
        def factory(*args, weights=None, progress=True, pretrained=None, **kwargs):
            if len(args) > 0:
                if isinstance(args[0], bool):
                    pretrained = args[0]
                else:
                    weights = args[0]
                if len(args) > 1:
                    progress = args[1]
            if isinstance(weights, bool):
                pretrained = weights
            if pretrained is not None:
                if pretrained and legacy is None:
                    raise ValueError(f"No weights available for model {build.__name__}")
                weights = kind[legacy] if pretrained else None
            weights = kind.verify(weights)
            if weights is not None and weights.value.num_classes is not None:
                fix(kwargs, "num_classes", weights.value.num_classes)
            return build(weights=weights, progress=progress, **kwargs)

        return factory

    return decorate


def fix(kwargs, name, value):
    """What a checkpoint demands of a parameter."""
    if name in kwargs:
        if kwargs[name] != value:
            raise ValueError(f"The parameter '{name}' expected value {value} but got {kwargs[name]} instead.")
    else:
        kwargs[name] = value


def register_model(name=None):
    return lambda fn: fn


def _models():
    import torchvision.models as models

    return models


def get_model_builder(name):
    return getattr(_models(), name.lower())


def get_model(name, **config):
    return get_model_builder(name)(**config)


def get_model_weights(name):
    return unknown("the weights of a model by its name")


def get_weight(name):
    kind, _, member = name.rpartition(".")
    return getattr(_models(), kind)[member]


def list_models(module=None, include=None, exclude=None):
    return unknown("the names of torchvision's models")
