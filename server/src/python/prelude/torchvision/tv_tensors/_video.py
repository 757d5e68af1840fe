from torchvision.tv_tensors._tv_tensor import TVTensor


class Video(TVTensor):
    def __new__(cls, data, *, dtype=None, device=None, requires_grad=None):
        tensor = cls._to_tensor(data, dtype=dtype, device=device)
        if data.ndim < 4:
            raise ValueError
        return tensor.as_subclass(cls)
