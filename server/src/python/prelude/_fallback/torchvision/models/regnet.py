"""RegNet (Radosavovic et al. 2020)."""
import math
from collections import OrderedDict
from functools import partial

from torch import nn

from torchvision.models._api import Weights, WeightsEnum, takes_weights
from torchvision.models._utils import _make_divisible
from torchvision.ops.misc import Conv2dNormActivation, SqueezeExcitation


class SimpleStemIN(Conv2dNormActivation):
    def __init__(self, width_in, width_out, norm_layer, activation_layer):
        super().__init__(width_in, width_out, 3, 2, norm_layer=norm_layer, activation_layer=activation_layer)


class BottleneckTransform(nn.Sequential):
    def __init__(self, width_in, width_out, stride, norm_layer, activation_layer, group_width, bottleneck_multiplier, se_ratio):
        layers = OrderedDict()
        width = int(round(width_out * bottleneck_multiplier))
        layers["a"] = Conv2dNormActivation(width_in, width, 1, norm_layer=norm_layer, activation_layer=activation_layer)
        layers["b"] = Conv2dNormActivation(width, width, 3, stride, groups=width // group_width, norm_layer=norm_layer, activation_layer=activation_layer)
        if se_ratio:
            layers["se"] = SqueezeExcitation(width, int(round(se_ratio * width_in)), activation=activation_layer)
        layers["c"] = Conv2dNormActivation(width, width_out, 1, norm_layer=norm_layer, activation_layer=None)
        super().__init__(layers)


class ResBottleneckBlock(nn.Module):
    def __init__(self, width_in, width_out, stride, norm_layer, activation_layer, group_width=1, bottleneck_multiplier=1.0, se_ratio=None):
        super().__init__()
        self.proj = None
        if width_in != width_out or stride != 1:
            self.proj = Conv2dNormActivation(width_in, width_out, 1, stride, norm_layer=norm_layer, activation_layer=None)
        self.f = BottleneckTransform(width_in, width_out, stride, norm_layer, activation_layer, group_width, bottleneck_multiplier, se_ratio)
        self.activation = activation_layer(inplace=True)

    def forward(self, x):
        if self.proj is not None:
            return self.activation(self.proj(x) + self.f(x))
        return self.activation(x + self.f(x))


class AnyStage(nn.Sequential):
    def __init__(self, width_in, width_out, stride, depth, block_constructor, norm_layer, activation_layer, group_width, bottleneck_multiplier, se_ratio=None, stage_index=0):
        super().__init__()
        for i in range(depth):
            block = block_constructor(width_out if i else width_in, width_out, 1 if i else stride, norm_layer, activation_layer, group_width, bottleneck_multiplier, se_ratio)
            self.add_module(f"block{stage_index}-{i}", block)


class BlockParams:
    """Widths, strides, depths and group widths of the stages."""

    def __init__(self, depths, widths, group_widths, bottleneck_multipliers, strides, se_ratio=None):
        self.depths = depths
        self.widths = widths
        self.group_widths = group_widths
        self.bottleneck_multipliers = bottleneck_multipliers
        self.strides = strides
        self.se_ratio = se_ratio

    @classmethod
    def from_init_params(cls, depth, w_0, w_a, w_m, group_width, bottleneck_multiplier=1.0, se_ratio=None, **kwargs):
        if w_a < 0 or w_0 <= 0 or w_m <= 1 or w_0 % 8 != 0:
            raise ValueError("Invalid RegNet settings")
        of_blocks = []
        for i in range(depth):
            power = round(math.log((w_0 + i * w_a) / w_0) / math.log(w_m))
            of_blocks.append(int(round(w_0 * w_m**power / 8) * 8))
        widths = sorted(set(of_blocks))
        depths = [of_blocks.count(width) for width in widths]
        groups = [min(group_width, int(width * bottleneck_multiplier)) for width in widths]
        fitting = [int(_make_divisible(int(width * bottleneck_multiplier), group) / bottleneck_multiplier) for width, group in zip(widths, groups)]
        n = len(widths)
        return cls(depths, fitting, groups, [bottleneck_multiplier] * n, [2] * n, se_ratio)


class RegNet(nn.Module):
    __closed__ = True

    def __init__(self, block_params, num_classes=1000, stem_width=32, stem_type=None, block_type=None, norm_layer=None, activation=None):
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        activation = activation or nn.ReLU
        self.stem = (stem_type or SimpleStemIN)(3, stem_width, norm_layer, activation)
        width = stem_width
        stages = []
        p = block_params
        for i in range(len(p.widths)):
            stage = AnyStage(width, p.widths[i], p.strides[i], p.depths[i], block_type or ResBottleneckBlock, norm_layer, activation, p.group_widths[i], p.bottleneck_multipliers[i], p.se_ratio, i + 1)
            stages.append((f"block{i + 1}", stage))
            width = p.widths[i]
        self.trunk_output = nn.Sequential(OrderedDict(stages))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(width, num_classes)

    def forward(self, x):
        x = self.avgpool(self.trunk_output(self.stem(x)))
        return self.fc(x.flatten(start_dim=1))


def _regnet(depth, w_0, w_a, w_m, group_width, se_ratio, kwargs):
    norm_layer = kwargs.pop("norm_layer", partial(nn.BatchNorm2d, eps=1e-05, momentum=0.1))
    params = BlockParams.from_init_params(depth, w_0, w_a, w_m, group_width, se_ratio=se_ratio)
    return RegNet(params, norm_layer=norm_layer, **kwargs)


class RegNet_Y_400MF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_Y_800MF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_Y_1_6GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_Y_3_2GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_Y_8GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_Y_16GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    IMAGENET1K_SWAG_E2E_V1 = Weights(384, 384)
    IMAGENET1K_SWAG_LINEAR_V1 = Weights(224, 224)
    DEFAULT = IMAGENET1K_V2


class RegNet_Y_32GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    IMAGENET1K_SWAG_E2E_V1 = Weights(384, 384)
    IMAGENET1K_SWAG_LINEAR_V1 = Weights(224, 224)
    DEFAULT = IMAGENET1K_V2


class RegNet_Y_128GF_Weights(WeightsEnum):
    IMAGENET1K_SWAG_E2E_V1 = Weights(384, 384)
    IMAGENET1K_SWAG_LINEAR_V1 = Weights(224, 224)
    DEFAULT = IMAGENET1K_SWAG_E2E_V1


class RegNet_X_400MF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_X_800MF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_X_1_6GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_X_3_2GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_X_8GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_X_16GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


class RegNet_X_32GF_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights()
    IMAGENET1K_V2 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V2


@takes_weights(RegNet_Y_400MF_Weights)
def regnet_y_400mf(*, weights=None, progress=True, **kwargs):
    return _regnet(16, 48, 27.89, 2.09, 8, 0.25, kwargs)


@takes_weights(RegNet_Y_800MF_Weights)
def regnet_y_800mf(*, weights=None, progress=True, **kwargs):
    return _regnet(14, 56, 38.84, 2.4, 16, 0.25, kwargs)


@takes_weights(RegNet_Y_1_6GF_Weights)
def regnet_y_1_6gf(*, weights=None, progress=True, **kwargs):
    return _regnet(27, 48, 20.71, 2.65, 24, 0.25, kwargs)


@takes_weights(RegNet_Y_3_2GF_Weights)
def regnet_y_3_2gf(*, weights=None, progress=True, **kwargs):
    return _regnet(21, 80, 42.63, 2.66, 24, 0.25, kwargs)


@takes_weights(RegNet_Y_8GF_Weights)
def regnet_y_8gf(*, weights=None, progress=True, **kwargs):
    return _regnet(17, 192, 76.82, 2.19, 56, 0.25, kwargs)


@takes_weights(RegNet_Y_16GF_Weights)
def regnet_y_16gf(*, weights=None, progress=True, **kwargs):
    return _regnet(18, 200, 106.23, 2.48, 112, 0.25, kwargs)


@takes_weights(RegNet_Y_32GF_Weights)
def regnet_y_32gf(*, weights=None, progress=True, **kwargs):
    return _regnet(20, 232, 115.89, 2.53, 232, 0.25, kwargs)


@takes_weights(RegNet_Y_128GF_Weights, legacy=None)
def regnet_y_128gf(*, weights=None, progress=True, **kwargs):
    return _regnet(27, 456, 160.83, 2.52, 264, 0.25, kwargs)


@takes_weights(RegNet_X_400MF_Weights)
def regnet_x_400mf(*, weights=None, progress=True, **kwargs):
    return _regnet(22, 24, 24.48, 2.54, 16, None, kwargs)


@takes_weights(RegNet_X_800MF_Weights)
def regnet_x_800mf(*, weights=None, progress=True, **kwargs):
    return _regnet(16, 56, 35.73, 2.28, 16, None, kwargs)


@takes_weights(RegNet_X_1_6GF_Weights)
def regnet_x_1_6gf(*, weights=None, progress=True, **kwargs):
    return _regnet(18, 80, 34.01, 2.25, 24, None, kwargs)


@takes_weights(RegNet_X_3_2GF_Weights)
def regnet_x_3_2gf(*, weights=None, progress=True, **kwargs):
    return _regnet(25, 88, 26.31, 2.25, 48, None, kwargs)


@takes_weights(RegNet_X_8GF_Weights)
def regnet_x_8gf(*, weights=None, progress=True, **kwargs):
    return _regnet(23, 80, 49.56, 2.88, 120, None, kwargs)


@takes_weights(RegNet_X_16GF_Weights)
def regnet_x_16gf(*, weights=None, progress=True, **kwargs):
    return _regnet(22, 216, 55.59, 2.1, 128, None, kwargs)


@takes_weights(RegNet_X_32GF_Weights)
def regnet_x_32gf(*, weights=None, progress=True, **kwargs):
    return _regnet(23, 320, 69.86, 2.0, 168, None, kwargs)
