from torchvision.tv_tensors._tv_tensor import TVTensor


class KeyPoints(TVTensor):
    @classmethod
    def _wrap(cls, tensor, canvas_size):
        if tensor.ndim == 1:
            tensor = tensor.unsqueeze(0)
        elif tensor.shape[-1] != 2:
            raise ValueError(f"Expected a tensor of shape (..., 2), not {tensor.shape}")
        points = tensor.as_subclass(cls)
        points.canvas_size = canvas_size
        return points

    @classmethod
    def wrap(cls, tensor, like, **kwargs):
        return cls._wrap(tensor, kwargs.get("canvas_size", like.canvas_size))

    def __new__(cls, data, *, canvas_size, dtype=None, device=None, requires_grad=None):
        return cls._wrap(cls._to_tensor(data, dtype=dtype, device=device), canvas_size)
