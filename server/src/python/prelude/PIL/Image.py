"""Pictures by mode and size."""
from _shapelint import symbol, unknown

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

    def resize(self, size, *args, **kwargs):
        if size[0] <= 0 or size[1] <= 0:
            raise ValueError("height and width must be > 0")
        return Image(self.mode, size)

    def crop(self, box=None):
        if box is None:
            return self
        left, upper, right, lower = (int(round(x)) for x in box)
        return Image(self.mode, (right - left, lower - upper))

    def copy(self):
        return Image(self.mode, self.size)

    def transpose(self, method):
        return self

    def rotate(self, angle, *args, **kwargs):
        return self

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
    return Image(mode, size)


def fromarray(obj, mode=None):
    shape = obj.shape
    return Image("L" if len(shape) == 2 else "RGB", (shape[1], shape[0]))
