"""einops on shapes: the pattern is read, its axes are solved against the tensor, and the tensor is reshaped, permuted, reduced and reshaped."""
import torch
from _shapelint import is_known, sizes_for

__version__ = "0.8.2"

_REDUCTIONS = ("min", "max", "sum", "mean", "prod", "any", "all")


class EinopsError(RuntimeError):
    pass


def _product(sizes):
    out = 1
    for s in sizes:
        out *= s
    return out


def _fault(name):
    """What keeps a word from naming an axis."""
    if not name.isidentifier():
        return "not a valid python identifier"
    return "axis name should should not start or end with underscore" if name[0] == "_" or name[-1] == "_" else ""


def _known(tensor):
    if not isinstance(tensor, torch.Tensor) and not hasattr(tensor, "shape"):
        raise RuntimeError(f"Tensor type unknown to einops {type(tensor)}")
    return tensor


class _Anonymous:
    """An axis that a number stands for; none is equal to another."""

    def __init__(self, length):
        self.length = length

    def __repr__(self):
        return f"{self.length}-axis"


class _Side:
    """One side of a pattern: groups of axes. A number is an axis of that length, None stands for the ellipsis."""

    def __init__(self, text, allow_underscore=False, allow_duplicates=False):
        self.allow_underscore = allow_underscore
        self.allow_duplicates = allow_duplicates
        self.groups = []
        self.names = []
        self.numbers = []
        self.ellipsis = False
        self.ellipsis_inside = False
        if "." in text:
            if "..." not in text:
                raise EinopsError("Expression may contain dots only inside ellipsis (...)")
            if text.count("...") != 1 or text.count(".") != 3:
                raise EinopsError("Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor ")
            text = text.replace("...", "\u2026")
            self.ellipsis = True
        group = None
        word = ""
        for ch in text:
            if ch in " ()":
                if word != "":
                    group = self._add(word, group)
                word = ""
                if ch == "(":
                    if group is not None:
                        raise EinopsError("Axis composition is one-level (brackets inside brackets not allowed)")
                    group = []
                elif ch == ")":
                    if group is None:
                        raise EinopsError("Brackets are not balanced")
                    self.groups.append(group)
                    group = None
            elif ch.isalnum() or ch == "_" or ch == "\u2026":
                word += ch
            else:
                raise EinopsError(f"Unknown character '{ch}'")
        if group is not None:
            raise EinopsError(f'Imbalanced parentheses in expression: "{text}"')
        if word != "":
            self._add(word, None)

    def _add(self, word, group):
        if word == "\u2026":
            if group is not None:
                self.ellipsis_inside = True
                group.append(None)
            else:
                self.groups.append(None)
            return group
        if word.isdecimal():
            n = int(word)
            if n == 1:
                if group is None:
                    self.groups.append([])
                return group
            if n == 0:
                raise EinopsError("Anonymous axis should have positive length, not 0")
            self.numbers.append(_Anonymous(n))
            axis = n
        else:
            skipped = word == "_" and self.allow_underscore
            reason = "" if skipped else _fault(word)
            if reason:
                raise EinopsError(f"Invalid axis identifier: {word}\n{reason}")
            if word in self.names and not skipped and not self.allow_duplicates:
                raise EinopsError(f'Indexing expression contains duplicate dimension "{word}"')
            if word not in self.names:
                self.names.append(word)
            axis = word
        if group is None:
            self.groups.append([axis])
        else:
            group.append(axis)
        return group


    def identifiers(self):
        return self.names + self.numbers + (["\u2026"] if self.ellipsis else [])


def _only_on_one_side(a, b):
    return {n for n in a if n not in b} | {n for n in b if n not in a}


def _sides(pattern, operation, sizes):
    hash(pattern), hash(operation)
    if "->" not in pattern:
        raise ValueError(f"not enough values to unpack (expected 2, got 1)")
    left_text, right_text = pattern.split("->")
    left = _Side(left_text)
    right = _Side(right_text)
    if right.ellipsis and not left.ellipsis:
        raise EinopsError(f"Ellipsis found in right side, but not left side of a pattern {pattern}")
    if left.ellipsis and left.ellipsis_inside:
        raise EinopsError(f"Ellipsis inside parenthesis in the left side is not allowed: {pattern}")
    if operation == "rearrange":
        if left.numbers or right.numbers:
            raise EinopsError("Non-unitary anonymous axes are not supported in rearrange (exception is length 1)")
        difference = _only_on_one_side(left.identifiers(), right.identifiers())
        if len(difference) > 0:
            raise EinopsError(f"Identifiers only on one side of expression (should be on both): {difference}")
    elif operation == "repeat":
        difference = {n for n in left.identifiers() if n not in right.identifiers()}
        if len(difference) > 0:
            raise EinopsError(f"Unexpected identifiers on the left side of repeat: {difference}")
        without = {n for n in right.names if n not in left.names and n not in sizes}
        if len(without) > 0:
            raise EinopsError(f"Specify sizes for new axes in repeat: {without}")
    elif operation in _REDUCTIONS or callable(operation):
        difference = {n for n in right.identifiers() if n not in left.identifiers()}
        if len(difference) > 0:
            raise EinopsError(f"Unexpected identifiers on the right side of reduce {operation}: {difference}")
    else:
        raise EinopsError(f"Unknown reduction {operation}. Expect one of {_REDUCTIONS}.")
    return left, right


def _given_lengths(left, right, groups, sizes):
    """The sizes given by name, which must leave at most one of each group open."""
    lengths = {}
    for name in sizes:
        if name not in left.names and name not in right.names:
            if _fault(name):
                raise EinopsError("Invalid name for an axis", name)
            raise EinopsError(f"Axis {name} is not used in transform")
        lengths[name] = sizes[name]
    for g in groups:
        unknown = {a for a in g if not isinstance(a, int) and a not in lengths}
        if len(unknown) > 1:
            raise EinopsError(f"Could not infer sizes for {unknown}")
    return lengths


def _transform(tensor, pattern, operation, sizes, layer=False):
    """`layer`: as the layers do it, which know fewer reductions and leave the mean of integers to PyTorch."""
    left, right = _sides(pattern, operation, sizes)
    groups = left.groups
    shape = list((not left.ellipsis and sizes_for(tensor.shape, len(groups))) or tensor.shape)
    dots = []
    if left.ellipsis:
        others = len(groups) - 1
        if len(shape) < others:
            raise EinopsError(f"Wrong shape: expected >={others} dims. Received {len(shape)}-dim tensor.")
        dots = ["\u2026" + str(i) for i in range(len(shape) - others)]
        spread = []
        for g in groups:
            if g is None:
                spread.extend([d] for d in dots)
            else:
                spread.append(g)
        groups = spread
    elif len(shape) != len(groups):
        raise EinopsError(f"Wrong shape: expected {len(groups)} dims. Received {len(shape)}-dim tensor.")

    lengths = _given_lengths(left, right, groups, sizes)

    axes = []  # elementary axes of the input, in order
    split = False
    for size, g in zip(shape, groups):
        known = 1
        unknown = None
        for axis in g:
            if isinstance(axis, int):
                known *= axis
            elif axis in lengths:
                known *= lengths[axis]
            else:
                unknown = axis
        if len(g) == 1 and unknown is not None:
            lengths[unknown] = size
        elif unknown is None:
            if isinstance(known, int) and size != known:
                raise EinopsError(f"Shape mismatch, {size} != {known}")
        else:
            if isinstance(known, int) and size % known != 0:
                raise EinopsError(f"Shape mismatch, can't divide axis of length {size} in chunks of {known}")
            lengths[unknown] = size // known
        if len(g) != 1:
            split = True
        axes.extend(g)

    def length(axis):
        return axis if isinstance(axis, int) else lengths[axis]

    out_groups = []
    for g in right.groups:
        if g is None:
            out_groups.extend([d] for d in dots)
        else:
            flat = []
            for axis in g:
                if axis is None:
                    flat.extend(dots)
                else:
                    flat.append(axis)
            out_groups.append(flat)
    wanted = [axis for g in out_groups for axis in g]
    out_shape = [_product([length(a) for a in g]) for g in out_groups]

    x = tensor
    if split:
        x = x.reshape([length(a) for a in axes])
    kept = [a for a in wanted if a in axes and not isinstance(a, int)]
    gone = [i for i, a in enumerate(axes) if isinstance(a, int) or a not in wanted]
    order = [axes.index(a) for a in kept] + gone
    if order != list(range(len(axes))):
        x = x.permute(order)
    if operation != "rearrange" and operation != "repeat" and len(gone) > 0:
        reduced = tuple(range(len(kept), len(axes)))
        if callable(operation):
            x = operation(x, reduced)
        elif operation == "mean":
            if not layer and not x.is_floating_point():
                raise NotImplementedError("reduce_mean is not available for non-floating tensors")
            x = x.mean(dim=reduced)
        elif operation == "sum":
            x = x.sum(dim=reduced)
        elif operation in ("min", "max"):
            x = x.amin(dim=reduced) if operation == "min" else x.amax(dim=reduced)
        elif layer and operation != "prod":
            raise NotImplementedError("Unknown reduction ", operation)
        else:
            for axis in sorted(reduced, reverse=True):
                x = getattr(x, operation)(dim=axis)
    elif len(gone) > 0:
        x = x.reshape([length(a) for a in kept])
    if operation == "repeat":
        sizes_now = []
        for i, axis in enumerate(wanted):
            if isinstance(axis, int) or axis not in kept:
                x = x.unsqueeze(i)
                sizes_now.append(length(axis))
            else:
                sizes_now.append(-1)
        if len(wanted) != len(kept):
            x = x.expand(sizes_now)
    if any(len(g) != 1 for g in out_groups):
        x = x.reshape(out_shape)
    return x


def _run(tensor, pattern, operation, sizes):
    given_list = isinstance(tensor, list)
    try:
        if given_list:
            if len(tensor) == 0:
                raise TypeError("Rearrange/Reduce/Repeat can't be applied to an empty list")
            _known(tensor[0])
            tensor = torch.stack(tensor)
        _known(tensor)
        return _transform(tensor, pattern, operation, sizes)
    except EinopsError as e:
        raise EinopsError(_told(tensor, pattern, operation, sizes, given_list, e)) from None


def _told(tensor, pattern, operation, sizes, given_list, e):
    message = f' Error while processing {operation}-reduction pattern "{pattern}".'
    if given_list:
        message += "\n Input is list. "
    else:
        message += f"\n Input tensor shape: {tensor.shape}. "
    return message + f"Additional info: {sizes}.\n {e}"


def rearrange(tensor, pattern, **axes_lengths):
    return _run(tensor, pattern, "rearrange", axes_lengths)


def reduce(tensor, pattern, reduction, **axes_lengths):
    if not is_known(reduction):
        reduction = "max"
    return _run(tensor, pattern, reduction, axes_lengths)


def repeat(tensor, pattern, **axes_lengths):
    return _run(tensor, pattern, "repeat", axes_lengths)


def parse_shape(x, pattern):
    side = _Side(pattern, allow_underscore=True)
    shape = _known(x).shape
    groups = side.groups
    if any(g is not None and len(g) > 1 for g in groups):
        raise RuntimeError(f"Can't parse shape with composite axes: {pattern} {shape}")
    if side.ellipsis:
        others = len(groups) - 1
        if len(shape) < others:
            raise RuntimeError(f"Can't parse shape with this number of dimensions: {pattern} {shape}")
        at = groups.index(None)
        groups = groups[:at] + [["_"]] * (len(shape) - others) + groups[at + 1 :]
    elif len(shape) != len(groups):
        raise RuntimeError(f"Can't parse shape with different number of dimensions: {pattern} {shape}")
    lengths = {}
    for group, size in zip(groups, shape):
        if len(group) == 0:
            if size != 1:
                raise RuntimeError(f"Length of axis is not 1: {pattern} {shape}")
        elif isinstance(group[0], int):
            if group[0] != size:
                raise RuntimeError(f"Length of anonymous axis does not match: {pattern} {shape}")
        elif group[0] != "_":
            lengths[group[0]] = size
    return lengths


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _einsum_axis(group):
    """The name that an axis of an einsum must be."""
    if len(group) == 0:
        raise NotImplementedError("Singleton () axes are not yet supported in einsum.")
    if len(group) > 1:
        raise NotImplementedError("Shape rearrangement is not yet supported in einsum.")
    if isinstance(group[0], int):
        raise NotImplementedError("Anonymous axes are not yet supported in einsum.")
    return group[0]


def einsum(*tensors_and_pattern):
    if len(tensors_and_pattern) <= 1:
        raise ValueError("`einops.einsum` takes at minimum two arguments: the tensors (at least one), followed by the pattern.")
    pattern = tensors_and_pattern[-1]
    tensors = tensors_and_pattern[:-1]
    if not isinstance(pattern, str):
        raise ValueError("The last argument passed to `einops.einsum` must be a string, representing the einsum pattern.")
    if "->" not in pattern:
        raise ValueError("Einsum pattern must contain '->'.")
    left, right = pattern.split("->")
    operands = [_Side(text, allow_underscore=True, allow_duplicates=True) for text in left.split(",")]
    result = _Side(right, allow_underscore=True)
    letters = {}
    terms = []
    for side in operands:
        term = ""
        for group in side.groups:
            if group is None:
                term += "..."
                continue
            axis = _einsum_axis(group)
            if axis not in letters:
                if len(letters) >= len(_LETTERS):
                    raise RuntimeError("Too many axes in einsum.")
                letters[axis] = _LETTERS[len(letters)]
            term += letters[axis]
        terms.append(term)
    out = ""
    for group in result.groups:
        if group is None:
            out += "..."
            continue
        axis = _einsum_axis(group)
        if axis not in letters:
            raise EinopsError(f"Unknown axis {axis} on right side of einsum {pattern}.")
        out += letters[axis]
    _known(tensors[0])
    return torch.einsum(",".join(terms) + "->" + out, *tensors)


def _star(pattern, name):
    words = pattern.split()
    if len(words) != len(set(words)):
        raise EinopsError(f'Duplicates in axes names in {name}(..., "{pattern}")')
    if "*" not in words:
        raise EinopsError(f'No *-axis in {name}(..., "{pattern}")')
    for word in words:
        if word != "*" and _fault(word):
            raise EinopsError(f'Invalid axis name {word} in {name}(..., "{pattern}")')
    at = words.index("*")
    return at, len(words) - at - 1


def pack(tensors, pattern):
    before, after = _star(pattern, "pack")
    _known(tensors[0])
    reshaped = []
    shapes = []
    for i, t in enumerate(tensors):
        shape = t.shape
        if len(shape) < before + after:
            raise EinopsError(f"packed tensor #{i} (enumeration starts with 0) has shape {shape}, while pattern {pattern} assumes at least {before + after} axes")
        end = len(shape) - after
        shapes.append(shape[before:end])
        reshaped.append(t.reshape((*shape[:before], -1, *shape[end:])))
    return torch.cat(reshaped, dim=before), shapes


def unpack(tensor, packed_shapes, pattern):
    before, after = _star(pattern, "unpack")
    shape = _known(tensor).shape
    if len(shape) != before + 1 + after:
        raise EinopsError(f"unpack(..., {pattern}) received input of wrong dim with shape {shape}")
    sizes = [-1 if -1 in s else _product(s) for s in packed_shapes]
    open_at = [i for i, size in enumerate(sizes) if isinstance(size, int) and size == -1]
    if len(open_at) > 1:
        raise EinopsError(f"unpack(..., {pattern}) received more than one -1 in {packed_shapes} and can't infer dimensions")
    # Positions count from the front up to the open piece, from the back after it; what does not fit fails in reshape.
    positions = [0] * len(packed_shapes) + [shape[before]]
    stop = open_at[0] if open_at else len(sizes) - 1
    for i in range(stop):
        positions[i + 1] = positions[i] + sizes[i]
    if open_at:
        for i in reversed(range(stop + 1, len(sizes))):
            positions[i] = positions[i + 1] - sizes[i]
    all_before = (slice(None, None),) * before
    try:
        return [tensor[(*all_before, slice(positions[i], positions[i + 1]))].reshape((*shape[:before], *s, *shape[before + 1 :])) for i, s in enumerate(packed_shapes)]
    except Exception:
        raise EinopsError(f'Error during unpack(..., "{pattern}"): could not split axis of size {positions[-1]} into requested {packed_shapes}') from None


def asnumpy(tensor):
    return tensor.detach().cpu().numpy()
