"""Another name of torch.ao.quantization."""
from torch.ao.quantization import *
