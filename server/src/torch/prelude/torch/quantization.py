"""Another name of torch.ao.quantization."""
from torch.ao.quantization import DeQuantStub, QConfig, QuantStub, QuantWrapper, default_qconfig, get_default_qat_qconfig, get_default_qconfig
