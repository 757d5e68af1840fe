"""`cv2`: images as arrays of (height, width) or (height, width, channels). https://docs.opencv.org/4.x/"""
import numpy

from _shapelint import are_known, symbol, unknown

IMREAD_UNCHANGED, IMREAD_GRAYSCALE, IMREAD_COLOR, IMREAD_ANYDEPTH, IMREAD_ANYCOLOR = -1, 0, 1, 2, 4
IMREAD_COLOR_RGB = 256
INTER_NEAREST, INTER_LINEAR, INTER_CUBIC, INTER_AREA, INTER_LANCZOS4 = range(5)
BORDER_CONSTANT, BORDER_REPLICATE, BORDER_REFLECT, BORDER_WRAP, BORDER_REFLECT_101 = range(5)
BORDER_REFLECT101 = BORDER_DEFAULT = BORDER_REFLECT_101
ROTATE_90_CLOCKWISE, ROTATE_180, ROTATE_90_COUNTERCLOCKWISE = range(3)
CV_8U, CV_8S, CV_16U, CV_16S, CV_32S, CV_32F, CV_64F = range(7)

_DEPTHS = ("uint8", "int8", "uint16", "int16", "int32", "float32", "float64")


class error(Exception):
    pass


class _Conversion(str):
    """A code of `cvtColor`, by its name."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    if name.startswith("COLOR_"):
        return _Conversion(name)
    return unknown(f"cv2.{name} is not modelled")


def _array(x):
    """What is known to be an array; None for anything else, of which nothing is said."""
    return x if isinstance(x, numpy.ndarray) and x.ndim in (2, 3) else None


def _flat(x):
    """The shape without a last dimension of one, as OpenCV gives images back."""
    shape = tuple(x.shape)
    if len(shape) == 2:
        return shape
    return shape[:2] if are_known(shape[2]) and shape[2] == 1 else shape


def _sized(height, width, x, dtype=None):
    return numpy.empty((height, width) + _flat(x)[2:], dtype or x.dtype)


def _like(src, dtype=None):
    """An image of the same size."""
    x = _array(src)
    if x is None:
        return unknown("an image that is not known")
    return numpy.empty(_flat(x), dtype or x.dtype)


def _same(src, *args, **kwargs):
    return _like(src)


blur = GaussianBlur = medianBlur = bilateralFilter = erode = dilate = morphologyEx = flip = _same
fastNlMeansDenoising = fastNlMeansDenoisingColored = equalizeHist = adaptiveThreshold = undistort = _same


def applyColorMap(src, colormap, dst=None):
    x = _array(src)
    return unknown("an image that is not known") if x is None else _sized(x.shape[0], x.shape[1], numpy.empty((1, 1, 3), "uint8"))


def LUT(src, lut, dst=None):
    return _like(src, lut.dtype) if isinstance(lut, numpy.ndarray) else unknown("a table that is not known")


def _picture(flags, what):
    if flags == IMREAD_GRAYSCALE:
        return numpy.empty((symbol("H"), symbol("W")), "uint8")
    if flags in (IMREAD_COLOR, IMREAD_COLOR_RGB):
        return numpy.empty((symbol("H"), symbol("W"), 3), "uint8")
    return unknown(what)


def imread(filename, flags=IMREAD_COLOR):
    return _picture(flags, "the channels of an image that is read as it is")


def imdecode(buf, flags):
    return _picture(flags, "the channels of an image that is read as it is")


def imencode(ext, img, params=None):
    return unknown("whether an image could be encoded"), numpy.empty((symbol("N"),), "uint8")


def imwrite(filename, img, params=None):
    return unknown("whether an image could be written")


def imshow(winname, mat):
    return None


def waitKey(delay=0):
    return unknown("a key that is pressed")


def destroyAllWindows():
    return None


def namedWindow(winname, flags=1):
    return None


def setNumThreads(nthreads):
    return None


def resize(src, dsize=None, dst=None, fx=0, fy=0, interpolation=INTER_LINEAR):
    x = _array(src)
    if x is None:
        return unknown("an image that is not known")
    if dsize is None or (isinstance(dsize, tuple) and are_known(*dsize) and dsize == (0, 0)):
        h, w = x.shape[:2]
        if not are_known(h, w, fx, fy):
            return _sized(symbol("H"), symbol("W"), x)
        return _sized(int(round(h * fy)), int(round(w * fx)), x)
    if not isinstance(dsize, (tuple, list)) or len(dsize) != 2:
        return _sized(symbol("H"), symbol("W"), x)
    w, h = dsize
    for n in (w, h):
        if isinstance(n, float) and are_known(n):
            raise error("Overload resolution failed: Can't parse 'dsize'. Sequence item has a wrong type")
    return _sized(h, w, x)


def cvtColor(src, code, dst=None, dstCn=0):
    x = _array(src)
    if x is None or not isinstance(code, _Conversion):
        return unknown("an image that is converted")
    goal = code.split("2")[-1]
    if "Bayer" in code or "YUV" in code or goal.startswith(("BGR5", "YUV_")) or "mRGBA" in code:
        return unknown("an image that is converted")
    if "GRAY" in goal:
        return numpy.empty(tuple(x.shape[:2]), x.dtype)
    return numpy.empty(tuple(x.shape[:2]) + (4 if goal in ("BGRA", "RGBA") else 3,), x.dtype)


def rotate(src, rotateCode, dst=None):
    x = _array(src)
    if x is None:
        return unknown("an image that is not known")
    h, w = x.shape[:2]
    if not are_known(rotateCode):
        return _sized(symbol("H"), symbol("W"), x)
    return _sized(h, w, x) if rotateCode == ROTATE_180 else _sized(w, h, x)


def transpose(src, dst=None):
    x = _array(src)
    return unknown("an image that is not known") if x is None else _sized(x.shape[1], x.shape[0], x)


def _warped(src, M, dsize, *args, **kwargs):
    x = _array(src)
    if x is None or not isinstance(dsize, (tuple, list)) or len(dsize) != 2:
        return unknown("an image that is not known")
    return _sized(dsize[1], dsize[0], x)


warpAffine = warpPerspective = _warped


def remap(src, map1, map2, interpolation, *args, **kwargs):
    x, to = _array(src), _array(map1)
    return unknown("an image that is not known") if x is None or to is None else _sized(to.shape[0], to.shape[1], x)


def copyMakeBorder(src, top, bottom, left, right, borderType, dst=None, value=None):
    x = _array(src)
    if x is None:
        return unknown("an image that is not known")
    return _sized(x.shape[0] + top + bottom, x.shape[1] + left + right, x)


def pyrDown(src, *args, **kwargs):
    x = _array(src)
    if x is None or len(args) + len(kwargs) > 0:
        return unknown("an image that is not known")
    return _sized((x.shape[0] + 1) // 2, (x.shape[1] + 1) // 2, x)


def pyrUp(src, *args, **kwargs):
    x = _array(src)
    if x is None or len(args) + len(kwargs) > 0:
        return unknown("an image that is not known")
    return _sized(x.shape[0] * 2, x.shape[1] * 2, x)


def split(m):
    x = _array(m)
    if x is None or (x.ndim == 3 and not are_known(x.shape[2])):
        return unknown("the channels of an image that is not known")
    return tuple(numpy.empty(tuple(x.shape[:2]), x.dtype) for _ in range(1 if x.ndim == 2 else x.shape[2]))


def merge(mv, dst=None):
    if not isinstance(mv, (list, tuple)) or len(mv) == 0 or any(_array(m) is None or m.ndim != 2 for m in mv):
        return unknown("the channels of an image that is not known")
    return numpy.empty(tuple(mv[0].shape) + (len(mv),), mv[0].dtype) if len(mv) > 1 else numpy.empty(tuple(mv[0].shape), mv[0].dtype)


def _joined(src, axis):
    if not isinstance(src, (list, tuple)) or any(_array(m) is None for m in src):
        return unknown("images that are not known")
    return numpy.concatenate([numpy.empty(_flat(m), m.dtype) for m in src], axis=axis)


def hconcat(src, dst=None):
    return _joined(src, 1)


def vconcat(src, dst=None):
    return _joined(src, 0)


def threshold(src, thresh, maxval, type, dst=None):
    return unknown("the threshold"), _like(src)


def Canny(image, *args, **kwargs):
    x = _array(image)
    return unknown("an image that is not known") if x is None else numpy.empty(tuple(x.shape[:2]), "uint8")


def inRange(src, lowerb, upperb, dst=None):
    x = _array(src)
    return unknown("an image that is not known") if x is None else numpy.empty(tuple(x.shape[:2]), "uint8")


def distanceTransform(src, distanceType, maskSize, *args, **kwargs):
    x = _array(src)
    return unknown("an image that is not known") if x is None else numpy.empty(tuple(x.shape[:2]), "float32")


def _derived(src, ddepth, *args, **kwargs):
    if not are_known(ddepth):
        return unknown("the type of an image")
    return _like(src, None if ddepth < 0 else _DEPTHS[ddepth])


Sobel = Scharr = Laplacian = filter2D = boxFilter = sepFilter2D = _derived


def convertScaleAbs(src, *args, **kwargs):
    return _like(src, "uint8")


def _both(src1, src2, *args, **kwargs):
    """Of two images, or of one and numbers."""
    image = src1 if isinstance(src1, numpy.ndarray) else src2
    return _derived(image, kwargs["dtype"]) if "dtype" in kwargs else _like(image)


add = subtract = multiply = divide = absdiff = bitwise_and = bitwise_or = bitwise_xor = max = min = _both


def addWeighted(src1, alpha, src2, beta, gamma, dst=None, dtype=-1):
    return _derived(src1, dtype)


def bitwise_not(src, dst=None, mask=None):
    return _like(src)


def normalize(src, dst=None, alpha=1, beta=0, norm_type=4, dtype=-1, mask=None):
    return _derived(src, dtype)


def _drawn(img, *args, **kwargs):
    """Drawn on, and given back."""
    return img


line = rectangle = circle = ellipse = polylines = fillPoly = putText = drawContours = arrowedLine = drawMarker = fillConvexPoly = _drawn


def getRotationMatrix2D(center, angle, scale):
    return numpy.empty((2, 3), "float64")


def getAffineTransform(src, dst):
    return numpy.empty((2, 3), "float64")


def getPerspectiveTransform(src, dst, solveMethod=0):
    return numpy.empty((3, 3), "float64")


class VideoCapture:
    def __init__(self, *args):
        self._width, self._height = symbol("W"), symbol("H")

    def isOpened(self):
        return unknown("whether a video is open")

    def read(self, image=None):
        return unknown("whether there is another frame"), numpy.empty((self._height, self._width, 3), "uint8")

    def get(self, propId):
        return unknown("what a video tells of itself")

    def set(self, propId, value):
        return unknown("whether a video takes it")

    def grab(self):
        return unknown("whether there is another frame")

    def release(self):
        return None


class VideoWriter:
    def __init__(self, *args, **kwargs):
        pass

    def write(self, image):
        return None

    def isOpened(self):
        return unknown("whether a video is open")

    def release(self):
        return None


def VideoWriter_fourcc(*letters):
    return unknown("the code of a format")
