import torch
from PIL.Image import Image as _Picture


class TVTensor(torch.Tensor):
    @staticmethod
    def _to_tensor(data, dtype=None, device=None, requires_grad=None):
        if isinstance(data, _Picture):
            from torchvision.transforms.functional import pil_to_tensor

            data = pil_to_tensor(data)
        return torch.as_tensor(data, dtype=dtype, device=device)

    @classmethod
    def wrap(cls, tensor, like, **kwargs):
        return tensor.as_subclass(cls)
