"""torchvision.transforms, versions 1 and 2: on tensors, pictures and samples of several parts. Most of what happens at random is certain here, or keeps the sizes."""
from __future__ import annotations

from typing import Any, Callable

from source import OMIT, Code, Gen, Node, Tensor, Text

from families.registry import Op, Registry

OPS = Registry()
T = "torchvision.transforms."
V2 = T + "v2."
TV = "torchvision.tv_tensors."


def image(r: Gen, low: int = 2, high: int = 9, batches: bool = True) -> Tensor:
    lead = r.choice(([], [], [r.randint(1, 3)], [2, 2])) if batches else r.choice(([], [], [2]))
    return r.tensor([*lead, r.choice((1, 3, 3, 3, 2)), *r.dims(2, low, high)], r.choice((None, None, None, "uint8")), 0.05)


def picture(r: Gen) -> Code:
    return Code("%sfunctional.to_pil_image(torch.zeros(%d, %d, %d, dtype=torch.uint8))" % (T, r.choice((1, 3, 3, 4)), *r.dims(2, 2, 9)))


def sizes(r: Gen) -> Any:
    return r.choice((r.randint(1, 9), [r.randint(1, 9)], [r.randint(1, 9), r.randint(1, 9)], (r.randint(1, 9), r.randint(1, 9))))


def mode(r: Gen, *names: str) -> Code:
    return Code(T + "InterpolationMode." + r.choice(names or ("NEAREST", "BILINEAR", "BICUBIC", "NEAREST_EXACT")))


def fill(r: Gen) -> Any:
    return r.choice((0, 1, 0.5, (1, 2, 3), [0.5]))


def certain(r: Gen, most: float = 0.9) -> Any:
    return Code("1.0" if r.chance(most) else r.choice(("0.0", "1.5")))


def resize(r: Gen) -> dict[str, Any]:
    return dict(size=sizes(r), interpolation=r.maybe(0.3, mode(r)), max_size=r.maybe(0.15, r.choice((None, 8, 12))), antialias=r.maybe(0.4, r.choice((True, False, None))))


def pad(r: Gen) -> dict[str, Any]:
    return dict(padding=r.choice((r.randint(0, 3), [r.randint(0, 3)], [r.randint(0, 3), r.randint(0, 3)], (1, 2, 0, 3), [1, 2, 3])), fill=r.maybe(0.3, fill(r)), padding_mode=r.maybe(0.4, r.choice(("constant", "edge", "reflect", "symmetric"))))


def normalize(r: Gen) -> dict[str, Any]:
    count = r.choice((3, 3, 1, 2))
    return dict(mean=[0.5] * count, std=[r.choice((0.5, 0.5, 0.5, 0.0))] * count, inplace=r.maybe(0.2, r.flag()))


def random_crop(r: Gen) -> dict[str, Any]:
    return dict(size=sizes(r), padding=r.maybe(0.3, r.choice((1, (1, 2), [2], [0, 1, 2, 1]))), pad_if_needed=r.maybe(0.4, r.flag()), fill=r.maybe(0.15, r.choice((0, 1))), padding_mode=r.maybe(0.2, r.choice(("constant", "edge", "reflect"))))


def jitter(r: Gen) -> dict[str, Any]:
    return dict(brightness=r.maybe(0.5, r.choice((0.2, (0.5, 1.5), 0))), contrast=r.maybe(0.5, r.choice((0.2, [0.5, 2]))), saturation=r.maybe(0.4, 0.3), hue=r.maybe(0.4, r.choice((0.1, (-0.2, 0.2), 0.7))))


def affine(r: Gen) -> dict[str, Any]:
    return dict(degrees=r.choice((10, 0, (0, 20))), translate=r.maybe(0.4, r.choice(((0.1, 0.1), (0.5, 2.0)))), scale=r.maybe(0.3, (0.5, 1.5)), shear=r.maybe(0.3, r.choice((5, (1, 2), [1, 2, 3, 4], (1, 2, 3)))), interpolation=r.maybe(0.2, mode(r)), fill=r.maybe(0.2, fill(r)), center=r.maybe(0.2, (1, 2)))


def rotation(r: Gen) -> dict[str, Any]:
    expand = r.flag()
    turn = r.choice((30, 90, 45.0, 180, 270, 0))
    return dict(degrees=(turn, turn) if expand else r.choice((10, (0, 30), -5)), interpolation=r.maybe(0.2, mode(r)), expand=expand if expand else OMIT, center=r.maybe(0.2, (1, 2)), fill=r.maybe(0.2, fill(r)))


def erasing(r: Gen) -> dict[str, Any]:
    return dict(p=certain(r), scale=r.maybe(0.2, (0.1, 0.5)), ratio=r.maybe(0.2, (0.5, 2.0)), value=r.maybe(0.4, r.choice((0, 1, (1, 2, 3), "random", "zero"))), inplace=r.maybe(0.2, r.flag()))


def blur(r: Gen) -> dict[str, Any]:
    return dict(kernel_size=r.choice((3, 1, (3, 1), 2, [1])), sigma=r.maybe(0.4, r.choice(((0.1, 2.0), 1.0, (2.0, 0.1)))))


def elastic(r: Gen) -> dict[str, Any]:
    return dict(alpha=r.maybe(0.4, r.choice((20.0, [20.0, 30.0]))), sigma=r.choice((0.1, 0.25, [0.1, 0.2], 0.0)), interpolation=r.maybe(0.2, mode(r)), fill=r.maybe(0.2, fill(r)))


def named(r: Gen) -> dict[str, Any]:
    return {}


def often(r: Gen) -> dict[str, Any]:
    return dict(p=certain(r))


BOTH: dict[str, Callable[[Gen], dict[str, Any]]] = {
    "Resize": resize, "CenterCrop": lambda r: dict(size=sizes(r)), "Pad": pad, "Normalize": normalize, "RandomCrop": random_crop, "RandomResizedCrop": lambda r: dict(size=sizes(r), scale=r.maybe(0.3, Code("(0.5, 1.0)")), ratio=r.maybe(0.2, Code("(0.8, 1.25)")), interpolation=r.maybe(0.2, mode(r)), antialias=r.maybe(0.5, True)),
    "Grayscale": lambda r: dict(num_output_channels=r.maybe(0.7, r.choice((1, 3, 2)))), "RandomHorizontalFlip": often, "RandomVerticalFlip": often, "ColorJitter": jitter, "RandomRotation": rotation, "FiveCrop": lambda r: dict(size=sizes(r)), "TenCrop": lambda r: dict(size=sizes(r), vertical_flip=r.maybe(0.4, r.flag())),
    "GaussianBlur": blur, "RandomErasing": erasing, "RandomAffine": affine, "RandomGrayscale": often, "ConvertImageDtype": lambda r: dict(dtype=Code("torch." + r.choice(("float32", "uint8", "float64", "int32", "int64", "float16")))), "RandomInvert": often, "ElasticTransform": elastic,
    "RandomPerspective": lambda r: dict(distortion_scale=r.maybe(0.4, r.choice((0.2, 0.8))), p=certain(r), interpolation=r.maybe(0.2, mode(r)), fill=r.maybe(0.2, fill(r))), "ToTensor": named, "PILToTensor": named, "ToPILImage": lambda r: dict(mode=r.maybe(0.4, r.choice(("L", "RGB", "F", "RGBA", "LA")))),
    "LinearTransformation": lambda r: dict(transformation_matrix=Code("torch.eye(12)"), mean_vector=Code("torch.zeros(12)")), "RandomPosterize": lambda r: dict(bits=r.randint(0, 9), p=certain(r)), "RandomSolarize": lambda r: dict(threshold=r.choice((0.5, 128, 300)), p=certain(r)),
    "RandomAdjustSharpness": lambda r: dict(sharpness_factor=r.choice((2, 0.5, 0)), p=certain(r)), "RandomAutocontrast": often, "RandomEqualize": often,
}
VERSION_2: dict[str, Callable[[Gen], dict[str, Any]]] = {
    "ToImage": named, "ToPureTensor": named, "Identity": named, "RGB": named, "ToDtype": lambda r: dict(dtype=Code(r.choice(("torch.float32", "torch.float32", "torch.uint8", "torch.int64", f"{{torch.Tensor: torch.float64, 'others': None}}", f"{{{TV}Mask: torch.int64, 'others': None}}", f"{{{TV}Mask: torch.int64}}"))), scale=r.maybe(0.6, r.flag())),
    "GaussianNoise": lambda r: dict(mean=r.maybe(0.3, 0.5), sigma=r.maybe(0.4, r.choice((0.2, -1.0))), clip=r.maybe(0.3, r.flag())), "RandomChannelPermutation": named, "RandomShortestSize": lambda r: dict(min_size=r.randint(2, 9), max_size=r.maybe(0.4, r.randint(4, 12))),
    "RandAugment": lambda r: dict(num_ops=Code(r.choice(("0", "0", "-1", "0.5"))), magnitude=r.maybe(0.4, 5)), "SanitizeBoundingBoxes": lambda r: dict(min_size=r.maybe(0.3, r.choice((1, 2, 0))), labels_getter=Code("None")), "ConvertBoundingBoxFormat": lambda r: dict(format=r.choice(("XYXY", "xywh", "CXCYWH", "XYWHR"))), "ClampBoundingBoxes": named,
    "UniformTemporalSubsample": lambda r: dict(num_samples=r.randint(1, 5)),
}
FIRST = ("Resize", "CenterCrop", "Normalize", "Pad", "RandomCrop", "RandomResizedCrop", "ToDtype")
PICTURES = ("ToTensor", "PILToTensor")
# Whose sizes, or whose steps, are drawn at random.
DRAWN = ("ColorJitter", "RandomCrop", "RandomResizedCrop", "RandomRotation", "RandomShortestSize")
DRAWS = 60
# Parts of a certain size are rarely drawn.
RARELY = 300


def boxes(r: Gen, height: int, width: int) -> Text:
    return Text("%sBoundingBoxes(torch.ones(%d, 4), format='%s', canvas_size=(%d, %d))" % (TV, r.randint(0, 4), r.choice(("XYXY", "XYWH", "CXCYWH")), height, width))


def sample(r: Gen, name: str) -> Node:
    """One image, or an image with what belongs to it."""
    x = image(r)
    way = r.random()
    if name in ("UniformTemporalSubsample",):
        return x
    if name in ("SanitizeBoundingBoxes", "ConvertBoundingBoxFormat", "ClampBoundingBoxes"):
        way = 1 - way / 2.5
    if way < 0.45:
        return x
    if way < 0.55:
        return Text("%sImage({})" % TV, x)
    if way < 0.6:
        return Text("%sVideo({})" % TV, Tensor([2, 3, *r.dims(2, 3, 8)], None, "zeros"))
    height, width = x.shape[-2:]
    if way < 0.7:
        return Text("({}, {})", Text("%sImage({})" % TV, x), r.choice((3, Tensor([], "int64", "zeros"), Tensor([2], "int64", "zeros"))))
    if r.chance(0.08):
        height += 1
    parts = [r.choice((Text("%sImage({})" % TV, x), x)), boxes(r, height, width), Code("%sMask(%s)" % (TV, Tensor(r.choice(([height, width], [2, height, width])), r.choice(("uint8", "bool", "int64")), "zeros"))), Tensor([3], "int64", "ones")]
    return Text("dict(image={}, boxes={}, masks={}, labels={})", *parts) if r.chance(0.6) else Text("({}, [{}, {}])", *parts[:3])


def on_tensors(space: str, name: str, arguments: Callable[[Gen], dict[str, Any]]) -> None:
    @OPS.op(space + name, 1.3 if name in FIRST else 1, draws=RARELY if name == "RandomResizedCrop" else DRAWS if name in DRAWN else Op.draws)
    def transform(r: Gen) -> Node:
        made = r.call(space + name, **arguments(r))
        if name in PICTURES or r.chance(0.15):
            pic = picture(r)
            return Text("%sfunctional.get_dimensions({})" % T, r.call(made, pic)) if name not in ("FiveCrop", "TenCrop") else r.call(made, image(r))
        x = sample(r, name) if space == V2 else image(r, batches=name != "RandomResizedCrop")
        if isinstance(x, Tensor):
            if name == "LinearTransformation":
                x.shape = [3, 2, 2]
            if name in ("RandomPosterize", "RandomEqualize") and r.chance(0.8):
                x.dtype = "uint8"
            if name == "ToPILImage":
                x.shape = x.shape[-r.choice((3, 3, 2)):]
        return r.call(made, x)


for name, arguments in BOTH.items():
    on_tensors(T, name, arguments)
    on_tensors(V2, name, arguments)
for name, arguments in VERSION_2.items():
    on_tensors(V2, name, arguments)


@OPS.op(T + "Compose", 1.5)
def compose(r: Gen):
    steps = [r.call(T + name, **BOTH[name](r)) for name in r.sample(("Resize", "CenterCrop", "Normalize", "RandomHorizontalFlip", "Pad", "Grayscale"), r.randint(1, 3))]
    x = image(r, 3, 9)
    x.dtype = None
    return r.call(r.call(r.choice((T + "Compose", T + "Compose", "nn.Sequential")), steps) if r.chance(0.8) else r.call("nn.Sequential", *steps), x)


@OPS.op(V2 + "Compose", 1.5, draws=DRAWS)
def compose_2(r: Gen):
    steps = [r.call(V2 + name, **(BOTH.get(name) or VERSION_2[name])(r)) for name in r.sample(("ToImage", "ToDtype", "Resize", "CenterCrop", "Normalize", "RandomHorizontalFlip", "Pad", "RGB", "RandomCrop"), r.randint(1, 4))]
    if r.chance(0.2):
        steps = [r.call(V2 + "RandomApply", steps, p=certain(r)) if r.chance(0.5) else r.call(V2 + "RandomChoice", steps[:1])]
    return r.call(r.call(V2 + "Compose", steps), sample(r, "Compose"))


for name in ("MixUp", "CutMix"):
    @OPS.op(V2 + name)
    def mixed(r: Gen, name=name):
        classes = r.randint(2, 5)
        batch = r.randint(1, 4)
        labels = Tensor([batch], "int64", "zeros") if r.chance(0.7) else Tensor([batch, classes], r.choice((None, "int64")), "zeros")
        return Text("{}({}, {})", r.call(V2 + name, alpha=r.maybe(0.3, 0.5), num_classes=r.maybe(0.85, classes), labels_getter=OMIT), r.tensor([batch, r.choice((1, 3)), *r.dims(2, 2, 5)], None, 0), labels)


def functional(r: Gen, f: str) -> Node:
    x = image(r)
    if r.chance(0.2):
        x.dtype = "uint8"
    if f == V2 + "functional." and r.chance(0.15):
        x = Text("%sImage({})" % TV, x)  # type: ignore[assignment]
    top, left, height, width = r.randint(-1, 2), r.randint(-1, 2), r.randint(1, 6), r.randint(1, 6)
    warp = dict(interpolation=r.maybe(0.3, mode(r)), fill=r.maybe(0.3, fill(r)))
    corners = [[0, 0], [2, 0], [2, 2], [0, 2]]
    calls: list[Callable[[], Node]] = [
        lambda: r.call(f + "resize", x, **resize(r)), lambda: r.call(f + "center_crop", x, sizes(r)), lambda: r.call(f + "crop", x, top, left, height, width), lambda: r.call(f + "pad", x, **pad(r)), lambda: r.call(f + "normalize", x, **normalize(r)), lambda: r.call(f + "hflip", x), lambda: r.call(f + "vflip", x),
        lambda: r.call(f + "rgb_to_grayscale", x, num_output_channels=r.maybe(0.6, r.choice((1, 3, 2)))), lambda: r.call(f + "rotate", x, r.choice((30, 90.0, 45)), expand=r.maybe(0.5, r.flag()), center=r.maybe(0.2, [1, 2]), **warp), lambda: r.call(f + "resized_crop", x, 0, 0, r.randint(1, 4), r.randint(1, 4), sizes(r)),
        lambda: r.call(f + "affine", x, 10.0, (1, 1), r.choice((1.0, 0.5, 0.0)), r.choice((0.0, [1.0, 2.0], (1, 2, 3))), **warp), lambda: r.call(f + "perspective", x, corners, corners, **warp), lambda: r.call(f + "five_crop", x, sizes(r)), lambda: r.call(f + "ten_crop", x, sizes(r)),
        lambda: r.call(f + "get_dimensions", x), lambda: r.call(f + "get_image_size", x), lambda: r.call(f + "get_image_num_channels", x), lambda: r.call(f + "gaussian_blur", x, r.choice((3, [3, 1], 2, (1, 3, 5))), r.choice((OMIT, 0.5, [0.5, 1.0], 0.0))), lambda: r.call(f + "adjust_brightness", x, r.choice((0.5, -1.0))),
        lambda: r.call(f + "adjust_contrast", x, 0.5), lambda: r.call(f + "adjust_saturation", x, 1.5), lambda: r.call(f + "adjust_hue", x, r.choice((0.1, 0.7))), lambda: r.call(f + "adjust_gamma", x, r.choice((0.5, -1.0))), lambda: r.call(f + "adjust_sharpness", x, 2.0), lambda: r.call(f + "invert", x),
        lambda: r.call(f + "posterize", x, r.randint(0, 9)), lambda: r.call(f + "solarize", x, r.choice((0.5, 100))), lambda: r.call(f + "autocontrast", x), lambda: r.call(f + "equalize", x), lambda: r.call(f + "erase", x, 0, 0, 1, 1, Code("torch.zeros(1)")), lambda: r.call(f + "convert_image_dtype", x, Code("torch.float32")),
        lambda: r.call(f + "to_tensor", picture(r) if r.chance(0.7) else x), lambda: r.call(f + "pil_to_tensor", picture(r)), lambda: r.call(f + "elastic_transform", x, r.tensor([1, *r.dims(2, 2, 4), 2], None, 0)),
    ]
    return r.choice(calls)()


@OPS.op(T + "functional", 8)
def functional_1(r: Gen):
    return functional(r, T + "functional.")


@OPS.op(V2 + "functional", 8)
def functional_2(r: Gen):
    return functional(r, V2 + "functional.")


@OPS.op("torchvision.utils.make_grid")
def grid(r: Gen):
    return r.call("torchvision.utils.make_grid", image(r), nrow=r.maybe(0.4, r.randint(1, 3)), padding=r.maybe(0.3, r.randint(0, 2)), normalize=r.maybe(0.2, r.flag()), pad_value=r.maybe(0.2, 0.5))
