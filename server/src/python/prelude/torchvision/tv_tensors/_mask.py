from torchvision.tv_tensors._tv_tensor import TVTensor


class Mask(TVTensor):
    def __new__(cls, data, *, dtype=None, device=None, requires_grad=None):
        return cls._to_tensor(data, dtype=dtype, device=device).as_subclass(cls)
