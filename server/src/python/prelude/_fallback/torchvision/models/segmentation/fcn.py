"""Fully convolutional networks for segmentation (Long et al. 2014)."""
from torch import nn

from torchvision.models import resnet
from torchvision.models._api import WeightsEnum, takes_weights
from torchvision.models.segmentation._utils import SegmentationWeights, _SimpleSegmentationModel, dilated_resnet, prepared


class FCN(_SimpleSegmentationModel):
    pass


class FCNHead(nn.Sequential):
    def __init__(self, in_channels, channels):
        mid = in_channels // 4
        super().__init__(nn.Conv2d(in_channels, mid, 3, padding=1, bias=False), nn.BatchNorm2d(mid), nn.ReLU(), nn.Dropout(0.1), nn.Conv2d(mid, channels, 1))


def _fcn(backbone, num_classes, aux):
    return FCN(backbone, FCNHead(2048, num_classes), FCNHead(1024, num_classes) if aux else None)


class FCN_ResNet50_Weights(WeightsEnum):
    COCO_WITH_VOC_LABELS_V1 = SegmentationWeights()
    DEFAULT = COCO_WITH_VOC_LABELS_V1


class FCN_ResNet101_Weights(WeightsEnum):
    COCO_WITH_VOC_LABELS_V1 = SegmentationWeights()
    DEFAULT = COCO_WITH_VOC_LABELS_V1


@takes_weights(FCN_ResNet50_Weights, legacy="COCO_WITH_VOC_LABELS_V1")
def fcn_resnet50(*, weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=resnet.ResNet50_Weights.IMAGENET1K_V1, **kwargs):
    weights_backbone, num_classes, aux = prepared(weights, weights_backbone, num_classes, aux_loss)
    return _fcn(dilated_resnet(resnet.resnet50, weights_backbone, aux), num_classes, aux)


@takes_weights(FCN_ResNet101_Weights, legacy="COCO_WITH_VOC_LABELS_V1")
def fcn_resnet101(*, weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=resnet.ResNet101_Weights.IMAGENET1K_V1, **kwargs):
    weights_backbone, num_classes, aux = prepared(weights, weights_backbone, num_classes, aux_loss)
    return _fcn(dilated_resnet(resnet.resnet101, weights_backbone, aux), num_classes, aux)
