"""EfficientNet (Tan and Le 2019) and its second version (2021)."""
import math
from functools import partial

import torch
from torch import nn

from torchvision.models._api import Weights, WeightsEnum, takes_weights
from torchvision.models._utils import _make_divisible
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation
from torchvision.ops.stochastic_depth import StochasticDepth


class _MBConvConfig:
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block):
        self.expand_ratio = expand_ratio
        self.kernel = kernel
        self.stride = stride
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers
        self.block = block

    @staticmethod
    def adjust_channels(channels, width_mult, min_value=None):
        return _make_divisible(channels * width_mult, 8, min_value)


class MBConvConfig(_MBConvConfig):
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, width_mult=1.0, depth_mult=1.0, block=None):
        super().__init__(
            expand_ratio, kernel, stride,
            self.adjust_channels(input_channels, width_mult), self.adjust_channels(out_channels, width_mult),
            self.adjust_depth(num_layers, depth_mult), block or MBConv,
        )

    @staticmethod
    def adjust_depth(num_layers, depth_mult):
        return int(math.ceil(num_layers * depth_mult))


class FusedMBConvConfig(_MBConvConfig):
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block=None):
        super().__init__(expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block or FusedMBConv)


class _Residual(nn.Module):
    def __init__(self, cnf, stochastic_depth_prob):
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError("illegal stride value")
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        self.out_channels = cnf.out_channels

    def forward(self, input):
        result = self.block(input)
        return self.stochastic_depth(result) + input if self.use_res_connect else result


class MBConv(_Residual):
    def __init__(self, cnf, stochastic_depth_prob, norm_layer, se_layer=SqueezeExcitation):
        super().__init__(cnf, stochastic_depth_prob)
        hidden = cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        layers = []
        if hidden != cnf.input_channels:
            layers.append(Conv2dNormActivation(cnf.input_channels, hidden, 1, norm_layer=norm_layer, activation_layer=nn.SiLU))
        layers += [
            Conv2dNormActivation(hidden, hidden, cnf.kernel, cnf.stride, groups=hidden, norm_layer=norm_layer, activation_layer=nn.SiLU),
            se_layer(hidden, max(1, cnf.input_channels // 4), activation=partial(nn.SiLU, inplace=True)),
            Conv2dNormActivation(hidden, cnf.out_channels, 1, norm_layer=norm_layer, activation_layer=None),
        ]
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")


class FusedMBConv(_Residual):
    def __init__(self, cnf, stochastic_depth_prob, norm_layer):
        super().__init__(cnf, stochastic_depth_prob)
        hidden = cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        widens = hidden != cnf.input_channels
        layers = [Conv2dNormActivation(cnf.input_channels, hidden if widens else cnf.out_channels, cnf.kernel, cnf.stride, norm_layer=norm_layer, activation_layer=nn.SiLU)]
        if widens:
            layers.append(Conv2dNormActivation(hidden, cnf.out_channels, 1, norm_layer=norm_layer, activation_layer=None))
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")


class EfficientNet(nn.Module):
    __closed__ = True

    def __init__(self, inverted_residual_setting, dropout, stochastic_depth_prob=0.2, num_classes=1000, norm_layer=None, last_channel=None):
        super().__init__()
        if not inverted_residual_setting:
            raise ValueError("The inverted_residual_setting should not be empty")
        norm_layer = norm_layer or nn.BatchNorm2d
        width = inverted_residual_setting[0].input_channels
        layers = [Conv2dNormActivation(3, width, stride=2, norm_layer=norm_layer, activation_layer=nn.SiLU)]
        total = sum(cnf.num_layers for cnf in inverted_residual_setting)
        done = 0
        for cnf in inverted_residual_setting:
            stage = []
            for i in range(cnf.num_layers):
                row = cnf if i == 0 else _MBConvConfig(cnf.expand_ratio, cnf.kernel, 1, cnf.out_channels, cnf.out_channels, cnf.num_layers, cnf.block)
                stage.append(row.block(row, stochastic_depth_prob * float(done) / total, norm_layer))
                done += 1
            layers.append(nn.Sequential(*stage))
        width = inverted_residual_setting[-1].out_channels
        last = last_channel if last_channel is not None else 4 * width
        layers.append(Conv2dNormActivation(width, last, 1, norm_layer=norm_layer, activation_layer=nn.SiLU))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(p=dropout, inplace=True), nn.Linear(last, num_classes))

    def _forward_impl(self, x):
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))

    def forward(self, x):
        return self._forward_impl(x)


_FIRST = [(1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3), (6, 5, 1, 80, 112, 3), (6, 5, 2, 112, 192, 4), (6, 3, 1, 192, 320, 1)]
_SECOND = {
    "s": ([(1, 3, 1, 24, 24, 2), (4, 3, 2, 24, 48, 4), (4, 3, 2, 48, 64, 4)], [(4, 3, 2, 64, 128, 6), (6, 3, 1, 128, 160, 9), (6, 3, 2, 160, 256, 15)]),
    "m": ([(1, 3, 1, 24, 24, 3), (4, 3, 2, 24, 48, 5), (4, 3, 2, 48, 80, 5)], [(4, 3, 2, 80, 160, 7), (6, 3, 1, 160, 176, 14), (6, 3, 2, 176, 304, 18), (6, 3, 1, 304, 512, 5)]),
    "l": ([(1, 3, 1, 32, 32, 4), (4, 3, 2, 32, 64, 7), (4, 3, 2, 64, 96, 7)], [(4, 3, 2, 96, 192, 10), (6, 3, 1, 192, 224, 19), (6, 3, 2, 224, 384, 25), (6, 3, 1, 384, 640, 7)]),
}


def _scaled(width_mult, depth_mult, dropout, large, kwargs):
    rows = [MBConvConfig(*row, width_mult=width_mult, depth_mult=depth_mult) for row in _FIRST]
    dropout = kwargs.pop("dropout", dropout)
    if large:
        kwargs = {"norm_layer": partial(nn.BatchNorm2d, eps=0.001, momentum=0.01), **kwargs}
    return EfficientNet(rows, dropout, **kwargs)


def _second(size, dropout, kwargs):
    fused, plain = _SECOND[size]
    rows = [FusedMBConvConfig(*row) for row in fused] + [MBConvConfig(*row) for row in plain]
    dropout = kwargs.pop("dropout", dropout)
    return EfficientNet(rows, dropout, **{"norm_layer": partial(nn.BatchNorm2d, eps=1e-03), "last_channel": 1280, **kwargs})


class EfficientNet_B0_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(224, 256)
    DEFAULT = IMAGENET1K_V1


class EfficientNet_B1_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(240, 256)
    IMAGENET1K_V2 = Weights(240, 255)
    DEFAULT = IMAGENET1K_V2


class EfficientNet_B2_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(288, 288)
    DEFAULT = IMAGENET1K_V1


class EfficientNet_B3_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(300, 320)
    DEFAULT = IMAGENET1K_V1


class EfficientNet_B4_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(380, 384)
    DEFAULT = IMAGENET1K_V1


class EfficientNet_B5_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(456, 456)
    DEFAULT = IMAGENET1K_V1


class EfficientNet_B6_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(528, 528)
    DEFAULT = IMAGENET1K_V1


class EfficientNet_B7_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(600, 600)
    DEFAULT = IMAGENET1K_V1


class EfficientNet_V2_S_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(384, 384)
    DEFAULT = IMAGENET1K_V1


class EfficientNet_V2_M_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(480, 480)
    DEFAULT = IMAGENET1K_V1


class EfficientNet_V2_L_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(480, 480)
    DEFAULT = IMAGENET1K_V1


@takes_weights(EfficientNet_B0_Weights)
def efficientnet_b0(*, weights=None, progress=True, **kwargs):
    return _scaled(1.0, 1.0, 0.2, False, kwargs)


@takes_weights(EfficientNet_B1_Weights)
def efficientnet_b1(*, weights=None, progress=True, **kwargs):
    return _scaled(1.0, 1.1, 0.2, False, kwargs)


@takes_weights(EfficientNet_B2_Weights)
def efficientnet_b2(*, weights=None, progress=True, **kwargs):
    return _scaled(1.1, 1.2, 0.3, False, kwargs)


@takes_weights(EfficientNet_B3_Weights)
def efficientnet_b3(*, weights=None, progress=True, **kwargs):
    return _scaled(1.2, 1.4, 0.3, False, kwargs)


@takes_weights(EfficientNet_B4_Weights)
def efficientnet_b4(*, weights=None, progress=True, **kwargs):
    return _scaled(1.4, 1.8, 0.4, False, kwargs)


@takes_weights(EfficientNet_B5_Weights)
def efficientnet_b5(*, weights=None, progress=True, **kwargs):
    return _scaled(1.6, 2.2, 0.4, True, kwargs)


@takes_weights(EfficientNet_B6_Weights)
def efficientnet_b6(*, weights=None, progress=True, **kwargs):
    return _scaled(1.8, 2.6, 0.5, True, kwargs)


@takes_weights(EfficientNet_B7_Weights)
def efficientnet_b7(*, weights=None, progress=True, **kwargs):
    return _scaled(2.0, 3.1, 0.5, True, kwargs)


@takes_weights(EfficientNet_V2_S_Weights)
def efficientnet_v2_s(*, weights=None, progress=True, **kwargs):
    return _second("s", 0.2, kwargs)


@takes_weights(EfficientNet_V2_M_Weights)
def efficientnet_v2_m(*, weights=None, progress=True, **kwargs):
    return _second("m", 0.3, kwargs)


@takes_weights(EfficientNet_V2_L_Weights)
def efficientnet_v2_l(*, weights=None, progress=True, **kwargs):
    return _second("l", 0.4, kwargs)
