from torch.distributions import Weibull
