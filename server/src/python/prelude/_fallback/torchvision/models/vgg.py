"""VGG (Simonyan and Zisserman 2014)."""
import torch
from torch import nn

from torchvision.models._api import Weights, WeightsEnum, takes_weights


class VGG(nn.Module):
    __closed__ = True

    def __init__(self, features, num_classes=1000, init_weights=True, dropout=0.5):
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(True), nn.Dropout(p=dropout),
            nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout(p=dropout),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x):
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


def make_layers(cfg, batch_norm=False):
    """Convolutions of the given widths, a pooling at each "M"."""
    layers = []
    width = 3
    for v in cfg:
        if v == "M":
            layers.append(nn.MaxPool2d(2, 2))
            continue
        layers.append(nn.Conv2d(width, v, 3, padding=1))
        if batch_norm:
            layers.append(nn.BatchNorm2d(v))
        layers.append(nn.ReLU(inplace=True))
        width = v
    return nn.Sequential(*layers)


def _stages(first, second, third, fourth, fifth):
    out = []
    for width, times in ((64, first), (128, second), (256, third), (512, fourth), (512, fifth)):
        out += [width] * times + ["M"]
    return out


cfgs = {"A": _stages(1, 1, 2, 2, 2), "B": _stages(2, 2, 2, 2, 2), "D": _stages(2, 2, 3, 3, 3), "E": _stages(2, 2, 4, 4, 4)}


class VGG11_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    DEFAULT = IMAGENET1K_V1


class VGG11_BN_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    DEFAULT = IMAGENET1K_V1


class VGG13_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    DEFAULT = IMAGENET1K_V1


class VGG13_BN_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    DEFAULT = IMAGENET1K_V1


class VGG16_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_FEATURES = Weights(224, 256, None)
    DEFAULT = IMAGENET1K_V1


class VGG16_BN_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    DEFAULT = IMAGENET1K_V1


class VGG19_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    DEFAULT = IMAGENET1K_V1


class VGG19_BN_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    DEFAULT = IMAGENET1K_V1


@takes_weights(VGG11_Weights)
def vgg11(*, weights=None, progress=True, **kwargs):
    return VGG(make_layers(cfgs["A"], batch_norm=False), **kwargs)


@takes_weights(VGG11_BN_Weights)
def vgg11_bn(*, weights=None, progress=True, **kwargs):
    return VGG(make_layers(cfgs["A"], batch_norm=True), **kwargs)


@takes_weights(VGG13_Weights)
def vgg13(*, weights=None, progress=True, **kwargs):
    return VGG(make_layers(cfgs["B"], batch_norm=False), **kwargs)


@takes_weights(VGG13_BN_Weights)
def vgg13_bn(*, weights=None, progress=True, **kwargs):
    return VGG(make_layers(cfgs["B"], batch_norm=True), **kwargs)


@takes_weights(VGG16_Weights)
def vgg16(*, weights=None, progress=True, **kwargs):
    return VGG(make_layers(cfgs["D"], batch_norm=False), **kwargs)


@takes_weights(VGG16_BN_Weights)
def vgg16_bn(*, weights=None, progress=True, **kwargs):
    return VGG(make_layers(cfgs["D"], batch_norm=True), **kwargs)


@takes_weights(VGG19_Weights)
def vgg19(*, weights=None, progress=True, **kwargs):
    return VGG(make_layers(cfgs["E"], batch_norm=False), **kwargs)


@takes_weights(VGG19_BN_Weights)
def vgg19_bn(*, weights=None, progress=True, **kwargs):
    return VGG(make_layers(cfgs["E"], batch_norm=True), **kwargs)
