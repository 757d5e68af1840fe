"""Layers made of other layers."""
from torch.nn.parallel import DataParallel
from torch.nn.modules.transformer import Transformer, TransformerDecoder, TransformerDecoderLayer, TransformerEncoder, TransformerEncoderLayer
