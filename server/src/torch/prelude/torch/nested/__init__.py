"""torch.nested: tensors of different sizes as one; a size in which they differ is known by its name only."""
import torch
from _shapelint import are_known, symbol


_WITHOUT_BUFFER = {torch.complex32: "ComplexHalf", torch.uint16: "UInt16", torch.uint32: "UInt32", torch.uint64: "UInt64"}


def _nested(tensors, dtype, device, name):
    tensors = [t if isinstance(t, torch.Tensor) else torch.as_tensor(t) for t in tensors]
    if not tensors:
        return torch.empty((0,), dtype=dtype, device=device)
    for i, t in enumerate(tensors):
        if t.dim() != tensors[0].dim():
            raise RuntimeError(f"All Tensors given to nested_tensor must have the same dimension. Found dimension {t.dim()} for Tensor at index {i} and dimension {tensors[0].dim()} for Tensor at index {i - 1}.")
    sizes = [d if all(t.size(i) == d for t in tensors) else symbol("ragged") for i, d in enumerate(tensors[0].shape)]
    kind = tensors[0].dtype if dtype is None else dtype
    if kind in _WITHOUT_BUFFER:
        raise NotImplementedError(f"\"create_nt_buffer\" not implemented for '{_WITHOUT_BUFFER[kind]}'")
    nested = torch.empty([len(tensors), *sizes], dtype=kind, device=device)
    nested._padded = [len(tensors), *(max(t.size(i) for t in tensors) for i in range(tensors[0].dim()))]
    nested._empty = all(are_known(t.numel()) and t.numel() == 0 for t in tensors)
    return nested


def nested_tensor(tensor_list, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False):
    return _nested(tensor_list, dtype, device, "nested_tensor")


def as_nested_tensor(ts, dtype=None, device=None, layout=None):
    return ts if isinstance(ts, torch.Tensor) else _nested(ts, dtype, device, "as_nested_tensor")


def nested_tensor_from_jagged(values, offsets=None, lengths=None, jagged_dim=None, min_seqlen=None, max_seqlen=None):
    if offsets is None and lengths is None:
        raise RuntimeError("nested_tensor_from_jagged(): At least one of offsets or lengths is required.")
    count = lengths.size(0) if offsets is None else offsets.size(0) - 1
    at = 1 if jagged_dim is None else jagged_dim
    sizes = list(values.shape)
    sizes[at - 1] = symbol("ragged")
    return values.new_empty([count, *sizes])


def masked_select(tensor, mask):
    return tensor.new_empty([tensor.size(0), symbol("ragged"), *tensor.shape[2:]])


def narrow(tensor, dim, start, length, layout=torch.strided):
    sizes = list(tensor.shape)
    sizes[dim] = length if isinstance(length, int) else symbol("ragged")
    return tensor.new_empty(sizes)


def to_padded_tensor(input, padding, output_size=None, out=None):
    return input.to_padded_tensor(padding, output_size)
