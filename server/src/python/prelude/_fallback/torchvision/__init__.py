"""torchvision where it is not installed: data sets, transforms, and the interfaces of the common backbones."""
