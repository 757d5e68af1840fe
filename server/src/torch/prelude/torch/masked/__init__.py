"""torch.masked: reductions and normalizations of the elements that a mask leaves."""
import torch


def _dims(dim, rank):
    """The dimensions to reduce, as the reductions take them."""
    if dim is None or (isinstance(dim, tuple) and dim == ()):
        return tuple(range(rank))
    wrapped = []
    for d in (dim,) if isinstance(dim, int) else dim:
        if d in wrapped:
            raise RuntimeError(f"dim={d} appears multiple times in the list of dims")
        most = max(rank, 1)
        if d >= most or d < -most:
            raise IndexError(f"Dimension out of range (expected to be in range of [{-most}, {most - 1}], but got {d})")
        wrapped.append(d % most)
    return tuple(sorted(wrapped))


def _apply(input, mask, op="sum"):
    if isinstance(input, MaskedTensor):
        return input.get_data()
    if mask is None:
        return input
    input.layout
    mask = _mask(input, mask)
    _identity(op, input)
    return torch.where(mask, input, torch.zeros((), dtype=input.dtype))


def _identity(op, input):
    """What stands in for the elements that the mask leaves out: the least or the greatest number of the type, if it has one."""
    kind = input.dtype
    if kind.is_floating_point or op not in ("amax", "argmax", "amin", "argmin", "logaddexp", "logsumexp") or (op == "logsumexp" and kind.is_complex):
        return
    if not torch.is_signed(input) and kind != torch.uint8:
        raise NotImplementedError(f"identity of {op} on {kind} input")
    torch.iinfo(kind)


def _mask(input, mask):
    if mask.shape != input.shape:
        if mask.ndim > input.ndim:
            raise IndexError("_input_mask expected broadcastable mask (got mask dimensionality higher than of the input)")
        mask = torch.broadcast_to(mask.clone(), input.shape)
    return mask.to(dtype=torch.bool)


def _count(input, dim, keepdim, mask):
    """How many elements count, which is asked before anything else is."""
    if mask is None:
        sum(torch.ones(input.shape, dtype=torch.int64), dim, keepdim=keepdim)
    else:
        _mask(input, mask).sum(dim=dim, keepdim=bool(keepdim))


def _summed(dtype):
    return torch.int64 if dtype in (torch.uint8, torch.bool, torch.int8, torch.int16, torch.int32) else dtype


def sum(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    if dtype is None:
        input.layout
        dtype = _summed(input.dtype)
    dims = _dims(dim, input.ndim)
    return torch.sum(_apply(input, mask), dims, bool(keepdim), dtype=dtype)


def prod(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    if dtype is None:
        input.layout
        dtype = _summed(input.dtype)
    dims = _dims(dim, input.ndim)
    result = _apply(input, mask)
    for d in reversed(dims):
        result = result.prod(dim=d, keepdim=bool(keepdim))
    return result.to(dtype=dtype)


def amax(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    data = _apply(input, mask, "amax")
    return torch.amax(data, _dims(dim, data.ndim), bool(keepdim)).to(dtype=kind)


def amin(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    data = _apply(input, mask, "amin")
    return torch.amin(data, _dims(dim, data.ndim), bool(keepdim)).to(dtype=kind)


def argmax(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    data = _apply(input, mask, "argmax")
    data.layout
    return torch.argmax(data, dim, bool(keepdim)).to(dtype=kind)


def argmin(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    data = _apply(input, mask, "argmin")
    data.layout
    return torch.argmin(data, dim, bool(keepdim)).to(dtype=kind)


def mean(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    if not (kind.is_floating_point or kind.is_complex):
        raise ValueError(f"mean(): Could not infer output dtype. {'Input' if dtype is None else 'Optional'} dtype must be either a floating point or complex dtype. Got: {kind}")
    input.layout
    _count(input, dim, keepdim, mask)
    return sum(input, dim, keepdim=keepdim, dtype=kind, mask=mask)


def median(input, dim=-1, *, keepdim=False, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    at = _dims(dim, input.ndim)[0]
    is_float = input.is_floating_point()
    data = _apply(input if is_float else input.to(dtype=torch.float), mask)
    output = torch.nanmedian(data, at, keepdim).values
    return output if is_float else output.to(dtype=kind)


def logsumexp(input, dim=None, *, keepdim=False, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    dims = _dims(dim, input.ndim)
    return torch.logsumexp(_apply(input, mask, "logsumexp"), dims, keepdim=keepdim).to(dtype=kind)


def logaddexp(input, other, *, dtype=None, input_mask=None, other_mask=None):
    kind = input.dtype if dtype is None else dtype
    input.layout, other.layout
    return torch.logaddexp(_apply(input, input_mask, "logaddexp"), _apply(other, other_mask, "logaddexp")).to(dtype=kind)


def norm(input, ord=2.0, dim=None, *, keepdim=False, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    data = _apply(input, mask)
    data.layout
    return torch.linalg.vector_norm(data, ord, _dims(dim, input.ndim), bool(keepdim), dtype=kind)


def _deviation(input, dim, dtype, keepdim, mask):
    kind = input.dtype if dtype is None else dtype
    if not (kind.is_floating_point or kind.is_complex):
        kind = torch.float32
    input.layout
    if mask is None:
        count = sum(torch.ones(input.shape, dtype=torch.int64), dim, keepdim=True)
    else:
        count = _mask(input, mask).sum(dim=dim, keepdim=True)
    total = sum(input, dim, keepdim=True, dtype=input.dtype if input.dtype.is_floating_point or input.dtype.is_complex else torch.float32, mask=mask)
    torch.subtract(input, torch.divide(total, count))
    return sum(input, dim, keepdim=keepdim, dtype=kind, mask=mask)


def var(input, dim=None, unbiased=None, *, correction=None, keepdim=False, dtype=None, mask=None):
    return _deviation(input, dim, dtype, keepdim, mask)


def std(input, dim=None, unbiased=None, *, correction=None, keepdim=False, dtype=None, mask=None):
    return _deviation(input, dim, dtype, keepdim, mask)


def softmax(input, dim, *, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    at = _dims(dim, input.ndim)[0]
    return torch.nn.functional.softmax(_apply(input, mask, "amax"), at, dtype=kind)


def log_softmax(input, dim, *, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    at = _dims(dim, input.ndim)[0]
    return torch.nn.functional.log_softmax(_apply(input, mask, "amax"), at, dtype=kind)


def softmin(input, dim, *, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    at = _dims(dim, input.ndim)[0]
    return torch.nn.functional.softmin(_apply(input, mask, "amin"), at, dtype=kind)


def normalize(input, ord, dim, *, eps=1e-12, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    data = _apply(input, mask)
    data.layout
    length = norm(input, ord, dim, keepdim=True, dtype=kind, mask=mask)
    return torch.divide(data, torch.maximum(length, length.new_full([], eps)))


def cumsum(input, dim, *, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    at = _dims(dim, input.ndim)[0]
    return torch.cumsum(_apply(input, mask), at, dtype=kind)


def cumprod(input, dim, *, dtype=None, mask=None):
    kind = input.dtype if dtype is None else dtype
    at = _dims(dim, input.ndim)[0]
    return torch.cumprod(_apply(input, mask), at, dtype=kind)


class MaskedTensor:
    """Data and the mask that says which of it counts."""

    def __init__(self, data, mask, requires_grad=False):
        self._data = data
        self._mask = mask

    def get_data(self):
        return self._data

    def get_mask(self):
        return self._mask

    def to_tensor(self, value):
        return self._data.masked_fill(~self._mask, value)

    @property
    def shape(self):
        return self._data.shape

    @property
    def dtype(self):
        return self._data.dtype

    @property
    def ndim(self):
        return self._data.ndim

    def size(self, *dim):
        return self._data.size(*dim)

    def dim(self):
        return self._data.dim()

    def is_floating_point(self):
        return self._data.is_floating_point()


def masked_tensor(data, mask, requires_grad=False):
    return MaskedTensor(data, mask, requires_grad)


def as_masked_tensor(data, mask):
    return MaskedTensor(data, mask)


def is_masked_tensor(obj):
    return isinstance(obj, MaskedTensor)
