"""Lite R-ASPP (Howard et al. 2019)."""
from collections import OrderedDict

from torch import nn
from torch.nn import functional as F

from torchvision.models import mobilenetv3
from torchvision.models._api import WeightsEnum, takes_weights
from torchvision.models.segmentation._utils import SegmentationWeights, dilated_mobilenet


class LRASPPHead(nn.Module):
    def __init__(self, low_channels, high_channels, num_classes, inter_channels):
        super().__init__()
        self.cbr = nn.Sequential(nn.Conv2d(high_channels, inter_channels, 1, bias=False), nn.BatchNorm2d(inter_channels), nn.ReLU(inplace=True))
        self.scale = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(high_channels, inter_channels, 1, bias=False), nn.Sigmoid())
        self.low_classifier = nn.Conv2d(low_channels, num_classes, 1)
        self.high_classifier = nn.Conv2d(inter_channels, num_classes, 1)

    def forward(self, input):
        low, high = input["low"], input["high"]
        x = self.cbr(high) * self.scale(high)
        x = F.interpolate(x, size=low.shape[-2:], mode="bilinear", align_corners=False)
        return self.low_classifier(low) + self.high_classifier(x)


class LRASPP(nn.Module):
    def __init__(self, backbone, low_channels, high_channels, num_classes, inter_channels=128):
        super().__init__()
        self.backbone = backbone
        self.classifier = LRASPPHead(low_channels, high_channels, num_classes, inter_channels)

    def forward(self, input):
        out = self.classifier(self.backbone(input))
        result = OrderedDict()
        result["out"] = F.interpolate(out, size=input.shape[-2:], mode="bilinear", align_corners=False)
        return result


class LRASPP_MobileNet_V3_Large_Weights(WeightsEnum):
    COCO_WITH_VOC_LABELS_V1 = SegmentationWeights()
    DEFAULT = COCO_WITH_VOC_LABELS_V1


@takes_weights(LRASPP_MobileNet_V3_Large_Weights, legacy="COCO_WITH_VOC_LABELS_V1")
def lraspp_mobilenet_v3_large(*, weights=None, progress=True, num_classes=None, weights_backbone=mobilenetv3.MobileNet_V3_Large_Weights.IMAGENET1K_V1, **kwargs):
    if kwargs.pop("aux_loss", False):
        raise NotImplementedError("This model does not use auxiliary loss")
    backbone, widths = dilated_mobilenet(weights_backbone if weights is None else None, {-4: "low", -1: "high"})
    return LRASPP(backbone, widths["low"], widths["high"], 21 if num_classes is None else num_classes, **kwargs)
