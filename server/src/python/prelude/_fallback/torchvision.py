"""torchvision where it is not installed: data sets and transforms are known, models are not."""
