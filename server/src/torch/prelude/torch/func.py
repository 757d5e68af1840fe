"""torch.func: transformations of functions, told by the shapes of what they give."""
import torch
from torch.nn.utils import stateless
from torch.utils._pytree import tree_map


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    return stateless.functional_call(module, parameter_and_buffer_dicts, args, kwargs, tie_weights=tie_weights, strict=strict)


def _map(function, value):
    return tree_map(lambda x: function(x) if isinstance(x, torch.Tensor) else x, value)


def _new(t, shape):
    return t.new_empty(shape)


def _chosen(args, argnums):
    return args[argnums] if isinstance(argnums, int) else tuple(args[i] for i in argnums)


def _like(value):
    return _map(torch.empty_like, value)


def _sliced(value, dim, sizes):
    if dim is None:
        return value
    if isinstance(value, torch.Tensor):
        sliced = torch._functorch.vmap._add_batch_dim(value, dim, 1)
        sizes.append((value.size(dim), sliced))
        return sliced
    if isinstance(value, dict):
        return {k: _sliced(v, dim[k] if isinstance(dim, dict) else dim, sizes) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_sliced(v, dim[i] if isinstance(dim, (tuple, list)) else dim, sizes) for i, v in enumerate(value))
    return value


def _name(func):
    return func.__name__ if hasattr(func, "__name__") else repr(func)


def _check_out_dims(func, out_dims):
    for dim, _ in _leaves(out_dims, None):
        if dim is not None and not isinstance(dim, int):
            raise ValueError(f"vmap({_name(func)}, ..., out_dims={out_dims}): `out_dims` must be an int, None or a python collection of ints representing where in the outputs the vmapped dimension should appear.")


def _fits(value, dims):
    """Whether dimensions are laid out as the values are."""
    if not isinstance(dims, (tuple, list, dict)):
        return True
    if type(dims) is not type(value) or len(dims) != len(value):
        return False
    if isinstance(dims, dict):
        return all(k in value and _fits(value[k], d) for k, d in dims.items())
    return all(_fits(v, d) for v, d in zip(value, dims))


def _dims_of(func, out, out_dims):
    """The outputs' dimensions, laid out as the outputs are; that of one tensor may stand in a tuple."""
    if isinstance(out, torch.Tensor) and isinstance(out_dims, tuple) and len(out_dims) == 1:
        return out_dims[0]
    if not _fits(out, out_dims):
        raise ValueError(f"vmap({_name(func)}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with the structure of `outputs`. out_dims has structure {_spec(out_dims)} but outputs has structure {_spec(out)}.")
    return out_dims


def _check_outputs(func, value, dim):
    if isinstance(value, (int, float, complex, str, bool)) and dim is not None:
        raise ValueError(f"vmap({_name(func)}, ...): `{_name(func)}` must only return Tensors, got type {type(value)}. Did you mean to set out_dims= to None for output?")
    if isinstance(value, dict):
        for k, v in value.items():
            _check_outputs(func, v, dim[k] if isinstance(dim, dict) else dim)
    if isinstance(value, (tuple, list)):
        for i, v in enumerate(value):
            _check_outputs(func, v, dim[i] if isinstance(dim, (tuple, list)) else dim)


def _batched(func, value, dim, size, mapped):
    if isinstance(value, torch.Tensor):
        return torch._functorch.vmap._maybe_remove_batch_dim(_name(func), value, mapped, size, dim)
    if isinstance(value, dict):
        return {k: _batched(func, v, dim[k] if isinstance(dim, dict) else dim, size, mapped) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_batched(func, v, dim[i] if isinstance(dim, (tuple, list)) else dim, size, mapped) for i, v in enumerate(value))
    return value


def _spec(value):
    """A structure as torch.utils._pytree prints it."""
    if isinstance(value, dict):
        inner = ",\n  ".join(_spec(v).replace("\n", "\n  ") for v in value.values())
        return f"TreeSpec(dict, {list(value)}, [{inner}])"
    if isinstance(value, (tuple, list)):
        inner = ",\n  ".join(_spec(v).replace("\n", "\n  ") for v in value)
        return f"TreeSpec({type(value).__name__}, None, [{inner}])"
    return "*"


def _leaves(value, dims):
    """The inputs, each with its dimension; None if the dimensions are not laid out as the inputs are."""
    if isinstance(value, dict):
        if isinstance(dims, dict):
            parts = [_leaves(v, dims[k]) for k, v in value.items() if k in dims]
        else:
            parts = [_leaves(v, dims) for v in value.values()]
        return None if any(p is None for p in parts) else [leaf for p in parts for leaf in p]
    if not isinstance(value, (tuple, list)):
        return None if isinstance(dims, (tuple, list, dict)) else [(value, dims)]
    if isinstance(dims, (tuple, list)):
        if type(dims) is not type(value) or len(dims) != len(value):
            return None
        parts = [_leaves(v, d) for v, d in zip(value, dims)]
    else:
        parts = [_leaves(v, dims) for v in value]
    return None if any(p is None for p in parts) else [leaf for p in parts for leaf in p]


def _check_inputs(func, in_dims, args):
    name = _name(func)
    whose = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): "
    if not isinstance(in_dims, (int, tuple)):
        raise ValueError(whose + f"expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs, got: {type(in_dims)}.")
    if len(args) == 0:
        raise ValueError(f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no inputs. The latter is unsupported.")
    leaves = _leaves(args, in_dims)
    if leaves is None:
        raise ValueError(whose + f"in_dims is not compatible with the structure of `inputs`. in_dims has structure {_spec(in_dims)} but inputs has structure {_spec(args)}.")
    sizes = []
    for value, dim in leaves:
        if dim is None:
            continue
        if not isinstance(dim, int):
            raise ValueError(whose + f"Got in_dim={dim} for an input but in_dim must be either an integer dimension or None.")
        if value is None or isinstance(value, (int, float, complex, str)):
            raise ValueError(whose + f"Got in_dim={dim} for an input but the input is of type {type(value)}. We cannot vmap over non-Tensor arguments, please use None as the respective in_dim")
        if not isinstance(value, torch.Tensor):
            continue
        rank = value.dim()
        if dim < -rank or dim >= rank:
            raise ValueError(whose + f"Got in_dim={dim} for some input, but that input is a Tensor of dimensionality {rank} so expected in_dim to satisfy -{rank} <= in_dim < {rank}.")
        sizes.append(value.size(dim))
    if len(sizes) == 0:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if any(size != sizes[0] for size in sizes):
        raise ValueError(f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension")


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    def wrapped(*args, **kwargs):
        _check_out_dims(func, out_dims)
        _check_inputs(func, in_dims, args)
        sizes = []
        sliced = [_sliced(a, in_dims if isinstance(in_dims, int) else in_dims[i], sizes) for i, a in enumerate(args)]
        sliced_kwargs = {k: _sliced(v, 0, sizes) for k, v in kwargs.items()}
        out = func(*sliced, **sliced_kwargs)
        dims = _dims_of(func, out, out_dims)
        _check_outputs(func, out, dims)
        size, mapped = sizes[0]
        return _batched(func, out, dims, size, mapped)

    return wrapped


def grad(func, argnums=0, has_aux=False):
    def wrapped(*args, **kwargs):
        out = func(*args, **kwargs)
        gradient = _like(_chosen(args, argnums))
        return (gradient, out[1]) if has_aux else gradient

    return wrapped


def grad_and_value(func, argnums=0, has_aux=False):
    def wrapped(*args, **kwargs):
        return _like(_chosen(args, argnums)), func(*args, **kwargs)

    return wrapped


def _jacobian(out, inputs):
    return _map(lambda o: _map(lambda i: _new(o, (*o.shape, *i.shape)), inputs), out)


def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None, _preallocate_and_copy=False):
    def wrapped(*args, **kwargs):
        out = func(*args, **kwargs)
        if has_aux:
            return _jacobian(out[0], _chosen(args, argnums)), out[1]
        return _jacobian(out, _chosen(args, argnums))

    return wrapped


def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
    return jacrev(func, argnums, has_aux=has_aux)


def hessian(func, argnums=0):
    return jacrev(jacrev(func, argnums), argnums)


def vjp(func, *primals, has_aux=False):
    out = func(*primals)

    def pullback(*cotangents, **kwargs):
        return _like(primals)

    return (out[0], pullback, out[1]) if has_aux else (out, pullback)


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    out = func(*primals)
    return (out[0], _like(out[0]), out[1]) if has_aux else (out, _like(out))


def linearize(func, *primals):
    out = func(*primals)
    return out, lambda *tangents: _like(out)


def functionalize(func, *, remove="mutations"):
    return func


def stack_module_state(models):
    params = {k: torch.stack([dict(m.named_parameters())[k] for m in models]) for k, _ in models[0].named_parameters()}
    buffers = {k: torch.stack([dict(m.named_buffers())[k] for m in models]) for k, _ in models[0].named_buffers()}
    return params, buffers


def replace_all_batch_norm_modules_(root):
    return root


def debug_unwrap(tensor, *, recurse=True):
    return tensor


def rearrange(tensor, pattern, **axes_lengths):
    import einops

    if not isinstance(tensor, torch.Tensor):
        tensor = torch.stack(tensor)
    left = pattern.split("->")[0]
    named = [part for part in left.split() if part != "..."]
    if "..." in left and "(" not in left and len(named) > tensor.ndim:
        raise ValueError(f"Number of dimensions in pattern ({len(named)}) must be less than or equal to the number of dimensions in the tensor ({tensor.ndim})")
    return einops.rearrange(tensor, pattern, **axes_lengths)
