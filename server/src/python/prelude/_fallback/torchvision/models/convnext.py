"""ConvNeXt (Liu et al. 2022)."""
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn

from torchvision.models._api import Weights, WeightsEnum, takes_weights
from torchvision.ops.misc import Conv2dNormActivation, Permute
from torchvision.ops.stochastic_depth import StochasticDepth


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        x = F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class CNBlock(nn.Module):
    def __init__(self, dim, layer_scale, stochastic_depth_prob, norm_layer=None):
        super().__init__()
        norm_layer = norm_layer or partial(nn.LayerNorm, eps=1e-6)
        self.block = nn.Sequential(
            nn.Conv2d(dim, dim, 7, padding=3, groups=dim),
            Permute([0, 2, 3, 1]),
            norm_layer(dim),
            nn.Linear(dim, 4 * dim),
            nn.GELU(),
            nn.Linear(4 * dim, dim),
            Permute([0, 3, 1, 2]),
        )
        self.layer_scale = nn.Parameter(torch.ones(dim, 1, 1) * layer_scale)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, input):
        return self.stochastic_depth(self.layer_scale * self.block(input)) + input


class CNBlockConfig:
    def __init__(self, input_channels, out_channels, num_layers):
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers


class ConvNeXt(nn.Module):
    __closed__ = True

    def __init__(self, block_setting, stochastic_depth_prob=0.0, layer_scale=1e-6, num_classes=1000, block=None, norm_layer=None, **kwargs):
        super().__init__()
        if not block_setting:
            raise ValueError("The block_setting should not be empty")
        block = block or CNBlock
        norm_layer = norm_layer or partial(LayerNorm2d, eps=1e-6)
        layers = [Conv2dNormActivation(3, block_setting[0].input_channels, 4, 4, 0, norm_layer=norm_layer, activation_layer=None, bias=True)]
        total = sum(row.num_layers for row in block_setting)
        done = 0
        for row in block_setting:
            stage = []
            for _ in range(row.num_layers):
                stage.append(block(row.input_channels, layer_scale, stochastic_depth_prob * done / (total - 1.0)))
                done += 1
            layers.append(nn.Sequential(*stage))
            if row.out_channels is not None:
                layers.append(nn.Sequential(norm_layer(row.input_channels), nn.Conv2d(row.input_channels, row.out_channels, 2, 2)))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        last = block_setting[-1]
        width = last.input_channels if last.out_channels is None else last.out_channels
        self.classifier = nn.Sequential(norm_layer(width), nn.Flatten(1), nn.Linear(width, num_classes))

    def _forward_impl(self, x):
        return self.classifier(self.avgpool(self.features(x)))

    def forward(self, x):
        return self._forward_impl(x)


def _convnext(widths, depths, drop, kwargs):
    rows = [CNBlockConfig(width, after, depth) for width, after, depth in zip(widths, widths[1:] + [None], depths)]
    drop = kwargs.pop("stochastic_depth_prob", drop)
    return ConvNeXt(rows, drop, **kwargs)


class ConvNeXt_Tiny_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(224, 236)
    DEFAULT = IMAGENET1K_V1


class ConvNeXt_Small_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(224, 230)
    DEFAULT = IMAGENET1K_V1


class ConvNeXt_Base_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V1


class ConvNeXt_Large_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V1


@takes_weights(ConvNeXt_Tiny_Weights)
def convnext_tiny(*, weights=None, progress=True, **kwargs):
    return _convnext([96, 192, 384, 768], [3, 3, 9, 3], 0.1, kwargs)


@takes_weights(ConvNeXt_Small_Weights)
def convnext_small(*, weights=None, progress=True, **kwargs):
    return _convnext([96, 192, 384, 768], [3, 3, 27, 3], 0.4, kwargs)


@takes_weights(ConvNeXt_Base_Weights)
def convnext_base(*, weights=None, progress=True, **kwargs):
    return _convnext([128, 256, 512, 1024], [3, 3, 27, 3], 0.5, kwargs)


@takes_weights(ConvNeXt_Large_Weights)
def convnext_large(*, weights=None, progress=True, **kwargs):
    return _convnext([192, 384, 768, 1536], [3, 3, 27, 3], 0.5, kwargs)
