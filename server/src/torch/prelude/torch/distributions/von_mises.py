from torch.distributions import VonMises
