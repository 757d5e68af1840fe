"""torchvision.models.video."""
from torchvision.models.video.resnet import MC3_18_Weights, R2Plus1D_18_Weights, R3D_18_Weights, VideoResNet, mc3_18, r2plus1d_18, r3d_18
