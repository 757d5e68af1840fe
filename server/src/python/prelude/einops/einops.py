from einops import EinopsError, einsum, parse_shape, rearrange, reduce, repeat
