from torch.distributions import Binomial
