from torch.nn.parallel import gather, scatter


def scatter_kwargs(inputs, kwargs, target_gpus, dim=0):
    return (inputs,), (kwargs or {},)
