import math

import torch


def make_grid(tensor, nrow=8, padding=2, normalize=False, value_range=None, scale_each=False, pad_value=0.0):
    if not torch.is_tensor(tensor):
        if not isinstance(tensor, list):
            raise TypeError(f"tensor or list of tensors expected, got {type(tensor)}")
        for t in tensor:
            if not torch.is_tensor(t):
                raise TypeError(f"tensor or list of tensors expected, got a list containing {type(t)}")
        tensor = torch.stack(tensor, dim=0)
    if tensor.dim() == 2:
        tensor = tensor.unsqueeze(0)
    if tensor.dim() == 3:
        tensor = (torch.cat((tensor, tensor, tensor), 0) if tensor.size(0) == 1 else tensor).unsqueeze(0)
    if tensor.dim() == 4 and tensor.size(1) == 1:
        tensor = torch.cat((tensor, tensor, tensor), 1)
    if normalize is True:
        if value_range is not None and not isinstance(value_range, tuple):
            raise TypeError("value_range has to be a tuple (min, max) if specified. min and max are numbers")
        tensor = tensor.clone()
        if value_range is None:
            (tensor[0] if scale_each else tensor).min()
        tensor.clamp_(min=0.0, max=1.0)
        tensor.sub_(0.0).div_(1.0)
    if tensor.size(0) == 1:
        return tensor.squeeze(0)
    columns = min(nrow, tensor.size(0))
    rows = int(math.ceil(float(tensor.size(0)) / columns))
    height, width = int(tensor.size(2) + padding), int(tensor.size(3) + padding)
    grid = tensor.new_full((tensor.size(1), height * rows + padding, width * columns + padding), pad_value)
    grid.narrow(1, 0 * height + padding, height - padding).narrow(2, 0 * width + padding, width - padding).copy_(tensor[0])
    return grid


def save_image(tensor, fp, format=None, **kwargs):
    make_grid(tensor, **kwargs)


def draw_bounding_boxes(image, boxes, *args, **kwargs):
    return image.clone()


def draw_segmentation_masks(image, masks, *args, **kwargs):
    return image.clone()


def draw_keypoints(image, keypoints, *args, **kwargs):
    return image.clone()


def flow_to_image(flow):
    return torch.empty(tuple(flow.shape[:-3]) + (3,) + tuple(flow.shape[-2:]), dtype=torch.uint8)


def _log_api_usage_once(obj):
    return None
