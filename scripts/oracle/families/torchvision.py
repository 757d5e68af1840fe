"""torchvision: the operators and layers of torchvision.ops that are written in Python, and its models."""
from __future__ import annotations

from typing import Any

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
O = "torchvision.ops."


def boxes(r: Gen, count: int | None = None) -> Tensor:
    return r.tensor([r.randint(0 if r.chance(0.08) else 1, 5) if count is None else count, 4], r.choice((None, None, None, "int64", "float64")), 0.05, "ones")


for name in ("box_iou", "generalized_box_iou", "distance_box_iou", "complete_box_iou"):
    @OPS.op(O + name)
    def iou(r: Gen, name=name):
        return r.call(O + name, boxes(r), boxes(r))


@OPS.op(O + "box_area")
def area(r: Gen):
    x = boxes(r)
    return r.choice((r.call(O + "box_area", x), r.call(O + "clip_boxes_to_image", x, size=(r.randint(1, 9), r.randint(1, 9))), r.call(O + "box_convert", x, r.choice(("xyxy", "xywh", "cxcywh")), r.choice(("xyxy", "xywh", "cxcywh", "yxyx")))))


for name in ("generalized_box_iou_loss", "distance_box_iou_loss", "complete_box_iou_loss"):
    @OPS.op(O + name)
    def iou_loss(r: Gen, name=name):
        count = r.randint(1, 4)
        one, two = boxes(r, count), boxes(r, count)
        one.dtype = two.dtype = None
        return r.call(O + name, one, two, reduction=r.maybe(0.7, r.choice(("none", "mean", "sum"))), eps=r.maybe(0.2, 1e-5))


@OPS.op(O + "sigmoid_focal_loss")
def focal(r: Gen):
    shape = r.dims(r.randint(0, 3), 1, 4)
    return r.call(O + "sigmoid_focal_loss", r.tensor(shape), r.tensor(shape, None, 0, "ones"), alpha=r.maybe(0.3, 0.5), gamma=r.maybe(0.3, 1.5), reduction=r.maybe(0.6, r.choice(("none", "mean", "sum"))))


@OPS.op(O + "masks_to_boxes", 1)
def masks(r: Gen):
    return r.call(O + "masks_to_boxes", r.tensor([r.randint(0, 3), *r.dims(2, 1, 5)], r.choice((None, "bool")), 0, "ones"))


@OPS.op(O + "stochastic_depth")
def stochastic(r: Gen):
    x = r.tensor(r.dims(r.choice((2, 4, 4)), 1, 4))
    p, mode = r.choice((0.2, 0.0, 1.0, 1.5)), r.choice(("batch", "row", "row", "column"))
    if r.chance(0.5):
        return r.call(r.call(O + "StochasticDepth", p, mode), x)
    return r.call(O + "stochastic_depth", x, p, mode, training=r.maybe(0.6, r.flag()))


@OPS.op(O + "DropBlock2d")
def drop_block(r: Gen):
    n = r.choice((2, 3))
    return r.call(r.call(f"{O}DropBlock{n}d", r.choice((0.1, 0.5, 1.5)), block_size=r.randint(1, 3), inplace=r.maybe(0.2, r.flag())), r.tensor(r.dims(n + 2, 3, 6)))


@OPS.op(O + "Conv2dNormActivation", 1.5)
def conv_norm(r: Gen):
    n = r.choice((2, 2, 3))
    groups = r.choice((1, 1, 2))
    cin, cout = groups * r.randint(1, 3), groups * r.randint(1, 3)
    given: dict[str, Any] = dict(kernel_size=r.maybe(0.7, r.choice((1, 3, 5))), stride=r.maybe(0.5, r.choice((1, 2))), padding=r.maybe(0.2, r.choice((0, 1, None))), groups=groups if groups > 1 else OMIT, norm_layer=r.maybe(0.2, r.choice((None, Code("nn.BatchNorm2d"), Code("nn.InstanceNorm2d")))),
                                 activation_layer=r.maybe(0.3, r.choice((None, Code("nn.ReLU6"), Code("nn.SiLU")))), dilation=r.maybe(0.2, r.choice((1, 2))), inplace=r.maybe(0.15, r.choice((None, True))), bias=r.maybe(0.2, r.flag()))
    return r.call(r.call(f"{O}Conv{n}dNormActivation", cin, cout, **given), r.tensor([r.randint(2, 3), cin, *r.dims(n, 3, 7)], None, 0.05))


@OPS.op(O + "SqueezeExcitation")
def squeeze(r: Gen):
    channels = r.randint(1, 5)
    return r.call(r.call(O + "SqueezeExcitation", channels, r.randint(1, 4), activation=r.maybe(0.3, Code("nn.SiLU")), scale_activation=r.maybe(0.3, Code("nn.Hardsigmoid"))), r.tensor([*([r.randint(1, 3)] if r.chance(0.85) else []), channels, *r.dims(2, 1, 5)]))


@OPS.op(O + "MLP")
def mlp(r: Gen):
    width = r.randint(1, 5)
    return r.call(r.call(O + "MLP", width, r.dims(r.randint(1, 3), 1, 5), norm_layer=r.maybe(0.3, r.choice((None, Code("nn.LayerNorm")))), activation_layer=r.maybe(0.3, r.choice((Code("nn.GELU"), None))), inplace=r.maybe(0.2, r.choice((None, False))), bias=r.maybe(0.2, r.flag()), dropout=r.maybe(0.3, 0.1)),
                  r.tensor([*r.dims(r.randint(0, 2), 1, 3), width]))


@OPS.op(O + "Permute")
def permute(r: Gen):
    rank = r.randint(1, 4)
    return r.call(r.call(O + "Permute", r.choice((list, tuple))(r.sample(range(rank), rank))), r.tensor(r.dims(rank, 1, 4)))


@OPS.op(O + "FrozenBatchNorm2d")
def frozen(r: Gen):
    channels = r.randint(1, 5)
    return r.call(r.call(O + "FrozenBatchNorm2d", channels, eps=r.maybe(0.3, 1e-3)), r.tensor([r.randint(1, 3), channels, *r.dims(2, 1, 4)]))


@OPS.op(O + "FeaturePyramidNetwork")
def pyramid(r: Gen):
    channels = r.dims(r.randint(1, 3), 1, 4)
    batch = r.randint(1, 2)
    size = r.choice((8, 12))
    pairs = [(f"feat{i}", r.tensor([batch, width, size >> i, size >> i], None, 0)) for i, width in enumerate(channels)]
    extra = r.maybe(0.25, Code("torchvision.ops.feature_pyramid_network.LastLevelMaxPool()"))
    return Text("{}(OrderedDict([{}]))", r.call(O + "FeaturePyramidNetwork", channels, r.randint(1, 4), extra_blocks=extra), Star(tuple(Text("({}, {})", Code(repr(name)), x) for name, x in pairs)))


MODELS = ("alexnet", "squeezenet1_1", "resnet18", "mobilenet_v2", "mobilenet_v3_small", "shufflenet_v2_x0_5", "mnasnet0_5", "efficientnet_b0", "regnet_y_400mf", "densenet121", "googlenet", "vgg11")


@OPS.op("torchvision.models", 1, spoiled=0.35)
def models(r: Gen):
    name = r.choice(MODELS[:6])
    size = r.choice((64, 64, 96, 32, 16))
    return r.call(Text("{}.eval()", r.call(f"torchvision.models.{name}", weights=r.maybe(0.4, Code("None")), num_classes=r.maybe(0.6, r.randint(1, 9)))), Tensor([r.randint(1, 2), 3, size, size], None, "zeros"))
