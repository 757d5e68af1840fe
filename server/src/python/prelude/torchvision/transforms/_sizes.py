"""The sizes that transforms make: what versions 1 and 2 of torchvision.transforms reckon alike."""
import math
import numbers
from collections.abc import Sequence

import torch
from _shapelint import are_equal, are_known, symbol, unknown


def resized(height, width, size, max_size=None):
    """(height, width) once the shorter edge has the size asked for, or both have."""
    if size is not None and len(size) != 1:
        return size[0], size[1]
    if size is None and not isinstance(max_size, int):
        raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
    short, long = (width, height) if are_known(height, width) and width <= height else (height, width)
    if not are_known(height, width):
        equal = are_equal(height, width)
        short = long = symbol("H") if not equal else max_size if size is None else size[0]
        long = long if equal else symbol("W")
    elif size is None:
        short, long = int(max_size * short / long), max_size
    else:
        short, long = size[0], int(size[0] * long / short)
    if size is not None and max_size is not None:
        if max_size <= size[0]:
            raise ValueError(f"max_size = {max_size} must be strictly greater than the requested size for the smaller edge size = {size}")
        if are_known(short, long) and long > max_size:
            short, long = int(max_size * short / long), max_size
    return (long, short) if are_known(height, width) and width <= height else (short, long)


def warp(center, angle, translate, scale, shear):
    """The inverse of the matrix that turns, shears, scales and moves an image."""
    turn, shear_x, shear_y = math.radians(angle), math.radians(shear[0]), math.radians(shear[1])
    cx, cy = center
    tx, ty = translate
    a = math.cos(turn - shear_y) / math.cos(shear_y)
    b = -math.cos(turn - shear_y) * math.tan(shear_x) / math.cos(shear_y) - math.sin(turn)
    c = math.sin(turn - shear_y) / math.cos(shear_y)
    d = -math.sin(turn - shear_y) * math.tan(shear_x) / math.cos(shear_y) + math.cos(turn)
    a, b, c, d = d / scale, -b / scale, -c / scale, a / scale
    return [a, b, a * (-cx - tx) + b * (-cy - ty) + cx, c, d, c * (-cx - tx) + d * (-cy - ty) + cy]


def pair(size):
    if isinstance(size, numbers.Number):
        return (int(size), int(size))
    if isinstance(size, (tuple, list)) and len(size) == 1:
        return (size[0], size[0])
    return size


def checked_pair(size, message):
    """A size as the constructors of transforms take it."""
    if isinstance(size, numbers.Number):
        return (int(size), int(size))
    if isinstance(size, Sequence) and len(size) == 1:
        return (size[0], size[0])
    if len(size) != 2:
        raise ValueError(message)
    return size


def sides(padding):
    """Left, right, top and bottom."""
    if isinstance(padding, int):
        return [padding] * 4
    if len(padding) == 1:
        return [padding[0]] * 4
    if len(padding) == 2:
        return [padding[0], padding[0], padding[1], padding[1]]
    return [padding[0], padding[2], padding[1], padding[3]]


def checked_sequence(x, name, sizes):
    told = " or ".join(str(s) for s in sizes)
    if not isinstance(x, Sequence):
        raise TypeError(f"{name} should be a sequence of length {told}.")
    if len(x) not in sizes:
        raise ValueError(f"{name} should be a sequence of length {told}.")


def angles(x, name, sizes=(2,)):
    if isinstance(x, numbers.Number):
        if x < 0:
            raise ValueError(f"If {name} is a single number, it must be positive.")
        x = [-x, x]
    else:
        checked_sequence(x, name, sizes)
    return [float(d) for d in x]


def turned(height, width, angle, center):
    """(height, width) of the smallest picture that holds one which is turned by an angle in degrees."""
    if not are_known(height, width):
        return symbol("H"), symbol("W")
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    cx, cy = (0.0, 0.0) if center is None else (center[0] - width * 0.5, center[1] - height * 0.5)
    xs, ys = [], []
    for x, y in ((-0.5 * width, -0.5 * height), (-0.5 * width, 0.5 * height), (0.5 * width, 0.5 * height), (0.5 * width, -0.5 * height)):
        xs.append(cos * (x - cx) - sin * (y - cy) + cx + width * 0.5)
        ys.append(sin * (x - cx) + cos * (y - cy) + cy + height * 0.5)
    return span(ys), span(xs)


def span(places):
    """Whole pixels from the first place to the last, as far as a ten-thousandth of one counts."""
    first, last = (math.trunc(round(place, 6) * 10000) / 10000 for place in (min(places), max(places)))
    return math.ceil(last) - math.floor(first)


def draw_crop(scale, ratio):
    """What a random part of an image is drawn from has to be a range, and a range of positive numbers."""
    torch.log(torch.tensor(ratio))
    draw(scale[0], scale[1])
    draw(_log(ratio[0]), _log(ratio[1]))


def _log(x):
    if not are_known(x):
        return unknown("the logarithm of what is not known")
    return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan


def draw(least, most):
    torch.empty(1).uniform_(least, most)


def drawn(least, most):
    return torch.empty(1).uniform_(least, most).item()


def part(height, width, scale, ratio):
    """(height, width) of a part of an image that is drawn at random."""
    sizes = _parts(height, width, scale, ratio)
    if sizes is None:
        return symbol("?"), symbol("?")
    return [least if least == most else symbol("?") for least, most in zip(*sizes)]


def are_odd(size, img):
    """Whether an image is resized to sizes of such types; of a list the operator looks at the first alone."""
    return float in map(type, size) or (type(size[0]) is bool and isinstance(img, torch.Tensor))


def may_be_part(size, height, width, scale, ratio):
    """Whether a part that is drawn may have a size."""
    if any(isinstance(n, (tuple, list, str)) or (isinstance(n, float) and n % 1 != 0) for n in size):
        return False
    sizes = _parts(height, width, scale, ratio) if are_known(*size) else None
    if sizes is None or height * width == 0:
        return sizes is None or not any(size)
    if not _always_fits(height, width, scale, ratio) and tuple(size) == _least_oblong(height, width, ratio):
        return True
    return all(least <= n <= most for n, least, most in zip(size, *sizes)) and min(size) > 0 and _is_drawn(size, height * width, scale, ratio)


def _is_drawn(size, area, scale, ratio):
    """Whether an area and a ratio that may be drawn give these sides, rounded: intervals of the logarithms of the sides, of their product and of their quotient."""
    (y0, y1), (x0, x1) = ((math.log(n - 0.5), math.log(n + 0.5)) for n in size)
    s0, s1 = max(math.log(scale[0] * area), x0 + y0), min(math.log(scale[1] * area), x1 + y1)
    d0, d1 = max(math.log(ratio[0]), x0 - y1), min(math.log(ratio[1]), x1 - y0)
    return s0 <= s1 and d0 <= d1 and (s0 + d0) / 2 <= x1 and (s1 + d1) / 2 >= x0 and (s0 - d1) / 2 <= y1 and (s1 - d0) / 2 >= y0


def _parts(height, width, scale, ratio):
    """The least (height, width) of the parts that may be drawn, and the largest; None: not known."""
    if are_known(height, width) and height * width == 0:
        return (0, 0), (0, 0)
    if not are_known(height, width, *scale, *ratio) or min(*scale, *ratio) <= 0 or scale[0] > scale[1] or ratio[0] > ratio[1]:
        return None
    few, many = scale[0] * height * width, scale[1] * height * width
    least, most = [], []
    # A side is the root of the area times the ratio; what the other side may be bounds it too.
    for side, other, low, high in ((height, width, 1 / ratio[1], 1 / ratio[0]), (width, height, ratio[0], ratio[1])):
        widest = other + 0.5
        least.append(max(round(max(math.sqrt(few * low), few / widest, 0.5 * low)), 1))
        most.append(min(round(min(math.sqrt(many * high), widest * high, many / 0.5)), side))
    if not _always_fits(height, width, scale, ratio):
        whole = _least_oblong(height, width, ratio)
        fits = all(a <= b for a, b in zip(least, most))
        least = [min(a, b) for a, b in zip(least, whole)] if fits else list(whole)
        most = [max(a, b) for a, b in zip(most, whole)] if fits else list(whole)
    return least, most


def _always_fits(height, width, scale, ratio):
    few, many = scale[0] * height * width, scale[1] * height * width
    return all(round(math.sqrt(few * r)) > 0 and round(math.sqrt(many * r)) <= side for side, r in ((height, 1 / ratio[0]), (height, 1 / ratio[1]), (width, ratio[0]), (width, ratio[1])))


def _least_oblong(height, width, ratio):
    """After ten parts that do not fit: the whole, or what of it is not too oblong."""
    own = width / height
    return (round(width / ratio[0]), width) if own < ratio[0] else (height, round(height * ratio[1])) if own > ratio[1] else (height, width)


def draw_corners(height, width, scale):
    """What the corners of another perspective are drawn from."""
    if not are_known(height, width):
        return
    right, down = int(scale * (width // 2)) + 1, int(scale * (height // 2)) + 1
    for least, most in ((0, right), (0, down), (width - right, width), (height - down, height)):
        torch.randint(least, most, size=(1,))
