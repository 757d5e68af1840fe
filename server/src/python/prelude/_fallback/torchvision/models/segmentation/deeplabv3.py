"""DeepLab V3 (Chen et al. 2017)."""
import torch
from torch import nn
from torch.nn import functional as F

from torchvision.models import mobilenetv3, resnet
from torchvision.models._api import WeightsEnum, takes_weights
from torchvision.models.segmentation.fcn import FCNHead
from torchvision.models.segmentation._utils import SegmentationWeights, _SimpleSegmentationModel, dilated_mobilenet, dilated_resnet, prepared


class DeepLabV3(_SimpleSegmentationModel):
    pass


class ASPPConv(nn.Sequential):
    def __init__(self, in_channels, out_channels, dilation):
        super().__init__(nn.Conv2d(in_channels, out_channels, 3, padding=dilation, dilation=dilation, bias=False), nn.BatchNorm2d(out_channels), nn.ReLU())


class ASPPPooling(nn.Sequential):
    def __init__(self, in_channels, out_channels):
        super().__init__(nn.AdaptiveAvgPool2d(1), nn.Conv2d(in_channels, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels), nn.ReLU())

    def forward(self, x):
        size = x.shape[-2:]
        for layer in self:
            x = layer(x)
        return F.interpolate(x, size=size, mode="bilinear", align_corners=False)


class ASPP(nn.Module):
    def __init__(self, in_channels, atrous_rates, out_channels=256):
        super().__init__()
        branches = [nn.Sequential(nn.Conv2d(in_channels, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels), nn.ReLU())]
        branches += [ASPPConv(in_channels, out_channels, rate) for rate in atrous_rates]
        branches.append(ASPPPooling(in_channels, out_channels))
        self.convs = nn.ModuleList(branches)
        self.project = nn.Sequential(nn.Conv2d(len(branches) * out_channels, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels), nn.ReLU(), nn.Dropout(0.5))

    def forward(self, x):
        return self.project(torch.cat([conv(x) for conv in self.convs], dim=1))


class DeepLabHead(nn.Sequential):
    def __init__(self, in_channels, num_classes, atrous_rates=(12, 24, 36)):
        super().__init__(ASPP(in_channels, atrous_rates), nn.Conv2d(256, 256, 3, padding=1, bias=False), nn.BatchNorm2d(256), nn.ReLU(), nn.Conv2d(256, num_classes, 1))


def _deeplab(backbone, num_classes, aux):
    return DeepLabV3(backbone, DeepLabHead(2048, num_classes), FCNHead(1024, num_classes) if aux else None)


def _light(weights_backbone, num_classes, aux):
    backbone, widths = dilated_mobilenet(weights_backbone, {-1: "out", -4: "aux"} if aux else {-1: "out"})
    return DeepLabV3(backbone, DeepLabHead(widths["out"], num_classes), FCNHead(widths["aux"], num_classes) if aux else None)


class DeepLabV3_ResNet50_Weights(WeightsEnum):
    COCO_WITH_VOC_LABELS_V1 = SegmentationWeights()
    DEFAULT = COCO_WITH_VOC_LABELS_V1


class DeepLabV3_ResNet101_Weights(WeightsEnum):
    COCO_WITH_VOC_LABELS_V1 = SegmentationWeights()
    DEFAULT = COCO_WITH_VOC_LABELS_V1


class DeepLabV3_MobileNet_V3_Large_Weights(WeightsEnum):
    COCO_WITH_VOC_LABELS_V1 = SegmentationWeights()
    DEFAULT = COCO_WITH_VOC_LABELS_V1


@takes_weights(DeepLabV3_ResNet50_Weights, legacy="COCO_WITH_VOC_LABELS_V1")
def deeplabv3_resnet50(*, weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=resnet.ResNet50_Weights.IMAGENET1K_V1, **kwargs):
    weights_backbone, num_classes, aux = prepared(weights, weights_backbone, num_classes, aux_loss)
    return _deeplab(dilated_resnet(resnet.resnet50, weights_backbone, aux), num_classes, aux)


@takes_weights(DeepLabV3_ResNet101_Weights, legacy="COCO_WITH_VOC_LABELS_V1")
def deeplabv3_resnet101(*, weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=resnet.ResNet101_Weights.IMAGENET1K_V1, **kwargs):
    weights_backbone, num_classes, aux = prepared(weights, weights_backbone, num_classes, aux_loss)
    return _deeplab(dilated_resnet(resnet.resnet101, weights_backbone, aux), num_classes, aux)


@takes_weights(DeepLabV3_MobileNet_V3_Large_Weights, legacy="COCO_WITH_VOC_LABELS_V1")
def deeplabv3_mobilenet_v3_large(*, weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=mobilenetv3.MobileNet_V3_Large_Weights.IMAGENET1K_V1, **kwargs):
    weights_backbone, num_classes, aux = prepared(weights, weights_backbone, num_classes, aux_loss)
    return _light(weights_backbone, num_classes, aux)
