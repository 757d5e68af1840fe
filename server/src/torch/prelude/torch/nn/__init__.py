"""Layers made of other layers."""
from torch.nn.parallel import DataParallel
