from torch.distributions import Multinomial
