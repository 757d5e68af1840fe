"""einops on shapes: the pattern is read, its axes are solved against the tensor, and the tensor is reshaped, permuted, reduced and reshaped."""
import torch

__version__ = "0.8.2"

_REDUCTIONS = ("min", "max", "sum", "mean", "prod", "any", "all")


class EinopsError(RuntimeError):
    pass


def _product(sizes):
    out = 1
    for s in sizes:
        out = out * s
    return out


class _Side:
    """One side of a pattern: groups of axes. A number is an axis of that length, None stands for the ellipsis."""

    def __init__(self, text):
        self.groups = []
        self.names = []
        self.numbers = False
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
        for ch in text + " ":
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
            self.numbers = True
            axis = n
        else:
            if not word.isidentifier() or word[0] == "_" or word[-1] == "_":
                reason = "not a valid python identifier"
                if word.isidentifier():
                    reason = "axis name should should not start or end with underscore"
                raise EinopsError(f"Invalid axis identifier: {word}\n{reason}")
            if word in self.names:
                raise EinopsError(f'Indexing expression contains duplicate dimension "{word}"')
            self.names.append(word)
            axis = word
        if group is None:
            self.groups.append([axis])
        else:
            group.append(axis)
        return group


def _only_on_one_side(a, b):
    return {n for n in a if n not in b} | {n for n in b if n not in a}


def _sides(pattern, operation, sizes):
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
        difference = _only_on_one_side(left.names + (["\u2026"] if left.ellipsis else []), right.names + (["\u2026"] if right.ellipsis else []))
        if len(difference) > 0:
            raise EinopsError(f"Identifiers only on one side of expression (should be on both): {difference}")
    elif operation == "repeat":
        difference = {n for n in left.names if n not in right.names}
        if len(difference) > 0:
            raise EinopsError(f"Unexpected identifiers on the left side of repeat: {difference}")
        without = {n for n in right.names if n not in left.names and n not in sizes}
        if len(without) > 0:
            raise EinopsError(f"Specify sizes for new axes in repeat: {without}")
    elif operation in _REDUCTIONS or callable(operation):
        difference = {n for n in right.names if n not in left.names}
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
            if not name.isidentifier() or name[0] == "_" or name[-1] == "_":
                raise EinopsError("Invalid name for an axis", name)
            raise EinopsError(f"Axis {name} is not used in transform")
        lengths[name] = sizes[name]
    for g in groups:
        unknown = {a for a in g if not isinstance(a, int) and a not in lengths}
        if len(unknown) > 1:
            raise EinopsError(f"Could not infer sizes for {unknown}")
    return lengths


def _transform(tensor, pattern, operation, sizes):
    left, right = _sides(pattern, operation, sizes)
    shape = list(tensor.shape)
    groups = left.groups
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
                known = known * axis
            elif axis in lengths:
                known = known * lengths[axis]
            else:
                unknown = axis
        if len(g) == 1 and unknown is not None:
            lengths[unknown] = size
        elif unknown is None:
            if size != known:
                raise EinopsError(f"Shape mismatch, {size} != {known}")
        else:
            if size % known != 0:
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
            if not x.is_floating_point() and not x.is_complex():
                raise NotImplementedError("reduce_mean is not available for non-floating tensors")
            x = x.mean(dim=reduced)
        elif operation == "sum":
            x = x.sum(dim=reduced)
        elif operation in ("min", "max"):
            x = x.amin(dim=reduced) if operation == "min" else x.amax(dim=reduced)
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
        x = x.reshape([_product([length(a) for a in g]) for g in out_groups])
    return x


def _run(tensor, pattern, operation, sizes):
    given_list = isinstance(tensor, list)
    try:
        if given_list:
            if len(tensor) == 0:
                raise TypeError("Rearrange/Reduce/Repeat can't be applied to an empty list")
            tensor = torch.stack(tensor)
        return _transform(tensor, pattern, operation, sizes)
    except EinopsError as e:
        message = f' Error while processing {operation}-reduction pattern "{pattern}".'
        if given_list:
            message += "\n Input is list. "
        else:
            message += f"\n Input tensor shape: {tensor.shape}. "
        message += f"Additional info: {sizes}."
        raise EinopsError(message + f"\n {e}") from None


def rearrange(tensor, pattern, **axes_lengths):
    return _run(tensor, pattern, "rearrange", axes_lengths)


def reduce(tensor, pattern, reduction, **axes_lengths):
    return _run(tensor, pattern, reduction, axes_lengths)


def repeat(tensor, pattern, **axes_lengths):
    return _run(tensor, pattern, "repeat", axes_lengths)


def parse_shape(x, pattern):
    side = _Side(pattern)
    shape = list(x.shape)
    groups = side.groups
    if side.ellipsis:
        others = len(groups) - 1
        at = groups.index(None)
        groups = groups[:at] + [[]] * (len(shape) - others) + groups[at + 1 :]
    elif len(shape) != len(groups):
        raise RuntimeError(f"Can't parse shape with different number of dimensions: {tuple(shape)} {pattern}")
    return {g[0]: s for g, s in zip(groups, shape) if len(g) == 1 and g[0] != "_"}


def einsum(*tensors_and_pattern):
    pattern = tensors_and_pattern[-1]
    tensors = tensors_and_pattern[:-1]
    if not isinstance(pattern, str):
        raise ValueError("The last argument passed to `einops.einsum` must be a string, representing the einsum pattern.")
    if "->" not in pattern:
        raise ValueError("Einsum pattern must contain '->'.")
    left, right = pattern.split("->")
    letters = {}

    def compact(text):
        out = ""
        for word in text.split():
            if word == "...":
                out += "..."
                continue
            if word not in letters:
                letters[word] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(letters)]
            out += letters[word]
        return out

    operands = [compact(part) for part in left.split(",")]
    for word in right.split():
        if word != "..." and word not in letters:
            raise EinopsError(f"Unknown axis {word} on right side of einsum {pattern}.")
    return torch.einsum(",".join(operands) + "->" + compact(right), *tensors)


def _star(pattern, name):
    words = pattern.split()
    if words.count("*") != 1:
        raise EinopsError(f'No *-axis in {name}(..., "{pattern}")' if "*" not in words else f'Multiple *-axes in {name}(..., "{pattern}")')
    at = words.index("*")
    return at, len(words) - at - 1


def pack(tensors, pattern):
    before, after = _star(pattern, "pack")
    reshaped = []
    shapes = []
    for i, t in enumerate(tensors):
        shape = t.shape
        if len(shape) < before + after:
            raise EinopsError(f"packed tensor #{i} (enumeration starts with 0) has shape {tuple(shape)}, while pattern {pattern} assumes at least {before + after} axes")
        end = len(shape) - after
        shapes.append(shape[before:end])
        reshaped.append(t.reshape((*shape[:before], _product(shape[before:end]), *shape[end:])))
    return torch.cat(reshaped, dim=before), shapes


def unpack(tensor, packed_shapes, pattern):
    before, after = _star(pattern, "unpack")
    shape = tensor.shape
    if len(shape) != before + 1 + after:
        raise EinopsError(f"unpack(..., {pattern}) received input of wrong dim with shape {tuple(shape)}")
    sizes = [-1 if -1 in s else _product(s) for s in packed_shapes]
    if sizes.count(-1) == 1:
        sizes[sizes.index(-1)] = shape[before] - sum(s for s in sizes if s != -1)
    out = []
    for piece, s in zip(torch.split(tensor, sizes, dim=before), packed_shapes):
        out.append(piece.reshape((*shape[:before], *s, *shape[before + 1 :])))
    return out


def asnumpy(tensor):
    return tensor.detach().cpu().numpy()
