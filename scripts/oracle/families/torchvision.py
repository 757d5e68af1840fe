"""torchvision: the operators and layers of torchvision.ops that are written in Python, and transforms (v1, v2) of tensors."""
from __future__ import annotations

from typing import Any

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
O, T = "torchvision.ops.", "torchvision.transforms."


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


def image(r: Gen, low: int = 2, high: int = 9, dtype: str | None = None) -> Tensor:
    lead = r.choice(([], [], [r.randint(1, 3)], [2, 2]))
    return r.tensor([*lead, r.choice((1, 3, 3, 3, 2)), *r.dims(2, low, high)], dtype or r.choice((None, None, None, "uint8")), 0.05)


def size_of(r: Gen):
    return r.choice((r.randint(1, 9), [r.randint(1, 9)], [r.randint(1, 9), r.randint(1, 9)], (r.randint(1, 9), r.randint(1, 9))))


def resize(r: Gen) -> dict[str, Any]:
    return dict(size=size_of(r), interpolation=r.maybe(0.3, Code(T + "InterpolationMode." + r.choice(("NEAREST", "BILINEAR", "BICUBIC", "NEAREST_EXACT")))), max_size=r.maybe(0.15, r.choice((None, 8, 12))), antialias=r.maybe(0.4, r.choice((True, False, None))))


def pad(r: Gen) -> dict[str, Any]:
    return dict(padding=r.choice((r.randint(0, 3), [r.randint(0, 3)], [r.randint(0, 3), r.randint(0, 3)], (1, 2, 0, 3), [1, 2, 3])), fill=r.maybe(0.3, r.choice((0, 1, 0.5))), padding_mode=r.maybe(0.4, r.choice(("constant", "edge", "reflect", "symmetric"))))


def normalize(r: Gen) -> dict[str, Any]:
    count = r.choice((3, 3, 1, 2))
    return dict(mean=[0.5] * count, std=[r.choice((0.5, 0.5, 0.0))] * count, inplace=r.maybe(0.2, r.flag()))


TRANSFORMS = {
    "Resize": resize, "CenterCrop": lambda r: dict(size=size_of(r)), "Pad": pad, "Normalize": normalize, "RandomCrop": lambda r: dict(size=size_of(r), padding=r.maybe(0.3, r.choice((1, (1, 2)))), pad_if_needed=r.maybe(0.4, r.flag())),
    "RandomResizedCrop": lambda r: dict(size=size_of(r), scale=r.maybe(0.3, (0.5, 1.0)), antialias=r.maybe(0.5, True)), "Grayscale": lambda r: dict(num_output_channels=r.maybe(0.7, r.choice((1, 3, 2)))), "RandomHorizontalFlip": lambda r: dict(p=r.maybe(0.5, 0.5)),
    "RandomVerticalFlip": lambda r: {}, "ColorJitter": lambda r: dict(brightness=r.maybe(0.5, 0.2), contrast=r.maybe(0.5, 0.2)), "RandomRotation": lambda r: dict(degrees=r.choice((10, (0, 30), -5))), "FiveCrop": lambda r: dict(size=size_of(r)), "TenCrop": lambda r: dict(size=size_of(r)),
    "GaussianBlur": lambda r: dict(kernel_size=r.choice((3, 1, (3, 1), 2)), sigma=r.maybe(0.4, (0.1, 2.0))), "RandomErasing": lambda r: dict(p=r.maybe(0.5, 1.0)), "RandomAffine": lambda r: dict(degrees=r.choice((10, 0)), translate=r.maybe(0.4, (0.1, 0.1))), "RandomGrayscale": lambda r: dict(p=r.maybe(0.5, 0.5)),
    "ConvertImageDtype": lambda r: dict(dtype=Code("torch." + r.choice(("float32", "uint8", "float64")))), "RandomInvert": lambda r: {}, "RandomPerspective": lambda r: {}, "LinearTransformation": lambda r: dict(transformation_matrix=Code("torch.eye(12)"), mean_vector=Code("torch.zeros(12)")), "ToTensor": lambda r: {}, "ToPILImage": lambda r: {},
}
FIRST = ("Resize", "CenterCrop", "Normalize", "Pad", "RandomCrop", "RandomResizedCrop")

for name, arguments in TRANSFORMS.items():
    @OPS.op(T + name, 1.5 if name in FIRST else 1)
    def transform(r: Gen, name=name, arguments=arguments):
        space = T if r.chance(0.65) else T + "v2."
        made = r.call(space + name, **arguments(r))
        x = image(r)
        if name == "LinearTransformation":
            x.shape = [3, 2, 2]
        if name == "RandomErasing":
            x.dtype = None
        return r.call(made, x)


@OPS.op(T + "Compose", 1.5)
def compose(r: Gen):
    steps = [r.call(T + name, **TRANSFORMS[name](r)) for name in r.sample(("Resize", "CenterCrop", "Normalize", "RandomHorizontalFlip", "Pad", "Grayscale"), r.randint(1, 3))]
    x = image(r, 3, 9)
    x.dtype = None
    return r.call(r.call(r.choice((T + "Compose", T + "Compose", "nn.Sequential")), steps) if r.chance(0.8) else r.call("nn.Sequential", *steps), x)


@OPS.op(T + "functional", 2)
def functional(r: Gen):
    x = image(r)
    f = T + "functional."
    return r.choice((r.call(f + "resize", x, **resize(r)), r.call(f + "center_crop", x, size_of(r)), r.call(f + "crop", x, r.randint(0, 2), r.randint(0, 2), r.randint(1, 6), r.randint(1, 6)), r.call(f + "pad", x, **pad(r)), r.call(f + "normalize", x, **normalize(r)), r.call(f + "hflip", x), r.call(f + "vflip", x),
                     r.call(f + "rgb_to_grayscale", x, num_output_channels=r.maybe(0.6, r.choice((1, 3)))), r.call(f + "rotate", x, r.choice((30, 90.0)), expand=r.maybe(0.5, r.flag())), r.call(f + "resized_crop", x, 0, 0, 2, 2, size_of(r)), r.call(f + "get_image_size", x), r.call(f + "get_dimensions", x),
                     r.call(f + "five_crop", x, size_of(r)), r.call(f + "gaussian_blur", x, r.choice((3, [3, 1]))), r.call(f + "adjust_brightness", x, 0.5), r.call(f + "erase", x, 0, 0, 1, 1, Code("torch.zeros(1)")), r.call(f + "convert_image_dtype", x, Code("torch.float32")), r.call(f + "to_tensor", x), r.call(f + "invert", x),
                     r.call("torchvision.utils.make_grid", x, nrow=r.maybe(0.4, r.randint(1, 3)), padding=r.maybe(0.3, r.randint(0, 2)))))


MODELS = ("alexnet", "squeezenet1_1", "resnet18", "mobilenet_v2", "mobilenet_v3_small", "shufflenet_v2_x0_5", "mnasnet0_5", "efficientnet_b0", "regnet_y_400mf", "densenet121", "googlenet", "vgg11")


@OPS.op("torchvision.models", 1, spoiled=0.35)
def models(r: Gen):
    name = r.choice(MODELS[:6])
    size = r.choice((64, 64, 96, 32, 16))
    return r.call(Text("{}.eval()", r.call(f"torchvision.models.{name}", weights=r.maybe(0.4, Code("None")), num_classes=r.maybe(0.6, r.randint(1, 9)))), Tensor([r.randint(1, 2), 3, size, size], None, "zeros"))
