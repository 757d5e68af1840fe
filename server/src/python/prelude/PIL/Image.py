"""Pictures by mode and size."""
import math

from _shapelint import are_known, symbol, unknown

FLIP_LEFT_RIGHT, FLIP_TOP_BOTTOM, ROTATE_90, ROTATE_180, ROTATE_270, TRANSPOSE, TRANSVERSE = range(7)

NEAREST = 0
LANCZOS = ANTIALIAS = 1
BILINEAR = 2
BICUBIC = 3
BOX = 4
HAMMING = 5


class Resampling:
    NEAREST = 0
    LANCZOS = 1
    BILINEAR = 2
    BICUBIC = 3
    BOX = 4
    HAMMING = 5


class Transpose:
    FLIP_LEFT_RIGHT = 0
    FLIP_TOP_BOTTOM = 1
    ROTATE_90 = 2
    ROTATE_180 = 3
    ROTATE_270 = 4
    TRANSPOSE = 5
    TRANSVERSE = 6


def _whole(n):
    """A number as Pillow's native code takes it."""
    if isinstance(n, (float, str, tuple, list, dict, type(None))):
        raise TypeError(f"'{type(n).__name__}' object cannot be interpreted as an integer")
    return int(n) if isinstance(n, bool) else n


def _turned(width, height, angle, center, expand):
    """(width, height) of a picture that is turned by an angle in degrees."""
    angle = angle % 360.0
    if not center and angle in (0, 90, 180, 270):
        return (height, width) if expand and angle in (90, 270) else (width, height)
    x, y = (width / 2, height / 2) if center is None else center
    cos, sin = round(math.cos(-math.radians(angle)), 15), round(math.sin(-math.radians(angle)), 15)
    left, top = -x * cos + -y * sin + x, -x * -sin + -y * cos + y
    if not expand:
        return width, height
    if not are_known(left, top):
        return symbol("W"), symbol("H")
    corners = ((0, 0), (width, 0), (width, height), (0, height))
    return _extent([x * cos + y * sin + left for x, y in corners]), _extent([x * -sin + y * cos + top for x, y in corners])


def _extent(places):
    return math.ceil(max(places)) - math.floor(min(places))


def _lacking(name):
    """What arrays and tensors have, and pictures have not."""
    def get(self):
        raise AttributeError(f"'Image' object has no attribute '{name}'")

    return property(get)


class Image:
    __is_pil_image__ = True

    def __init__(self, mode="RGB", size=(0, 0)):
        self.mode = mode
        self.size = tuple(size)

    @property
    def width(self):
        return self.size[0]

    @property
    def height(self):
        return self.size[1]

    def convert(self, mode=None, *args, **kwargs):
        return Image(mode or self.mode, self.size)

    shape, ndim, dtype = _lacking("shape"), _lacking("ndim"), _lacking("dtype")
    permute, unsqueeze, numpy = _lacking("permute"), _lacking("unsqueeze"), _lacking("numpy")

    def resize(self, size, resample=None, box=None, reducing_gap=None):
        size = tuple(size)
        if box is None and are_known(*self.size) and self.size == size:
            return self.copy()
        size = tuple(_whole(n) for n in size)
        if size[0] <= 0 or size[1] <= 0:
            raise ValueError("height and width must be > 0")
        return Image(self.mode, size)

    def crop(self, box=None):
        if box is None:
            return self.copy()
        left, upper, right, lower = box
        if right < left:
            raise ValueError("Coordinate 'right' is less than 'left'")
        if lower < upper:
            raise ValueError("Coordinate 'lower' is less than 'upper'")
        left, upper, right, lower = (int(round(x)) for x in box)
        return Image(self.mode, (right - left, lower - upper))

    def copy(self):
        return Image(self.mode, self.size)

    def transpose(self, method):
        return Image(self.mode, self.size[::-1] if method in (ROTATE_90, ROTATE_270, TRANSPOSE, TRANSVERSE) else self.size)

    def rotate(self, angle, resample=NEAREST, expand=0, center=None, translate=None, fillcolor=None):
        return Image(self.mode, _turned(self.width, self.height, angle, center, expand))

    def filter(self, f):
        return self

    def show(self, *args, **kwargs):
        return None

    def save(self, *args, **kwargs):
        return None

    def close(self):
        return None

    def __array__(self, dtype=None, copy=None):
        import numpy

        bands = {"RGB": 3, "YCbCr": 3, "LAB": 3, "HSV": 3, "RGBA": 4, "CMYK": 4, "LA": 2, "PA": 2}.get(self.mode)
        shape = (self.size[1], self.size[0])
        made = numpy.empty(shape if bands is None else shape + (bands,), {"I": "int32", "F": "float32", "1": "bool"}.get(self.mode, "uint8"))
        return made if dtype is None else made.astype(dtype)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None


def open(fp, mode="r", formats=None):
    return Image(unknown("the mode of a picture that is read from a file"), (symbol("W"), symbol("H")))


def new(mode, size, color=0):
    if size[0] < 0 or size[1] < 0:
        raise ValueError("Width and height must be >= 0")
    return Image(mode, tuple(_whole(n) for n in size))


def fromarray(obj, mode=None):
    shape = obj.shape
    return Image("L" if len(shape) == 2 else "RGB", (shape[1], shape[0]))
