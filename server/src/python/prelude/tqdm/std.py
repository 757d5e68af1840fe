"""Another door to `tqdm`."""

from tqdm import tqdm, trange
