"""A segmentation model: a backbone, and a head whose map is brought to the input's size."""
from collections import OrderedDict

from torch import nn
from torch.nn import functional as F

from torchvision.models._api import Weights, WeightsEnum

VOC = {"num_classes": 21}


class _SimpleSegmentationModel(nn.Module):
    def __init__(self, backbone, classifier, aux_classifier=None):
        super().__init__()
        self.backbone = backbone
        self.classifier = classifier
        self.aux_classifier = aux_classifier

    def forward(self, x):
        size = x.shape[-2:]
        features = self.backbone(x)
        result = OrderedDict()
        result["out"] = F.interpolate(self.classifier(features["out"]), size=size, mode="bilinear", align_corners=False)
        if self.aux_classifier is not None:
            result["aux"] = F.interpolate(self.aux_classifier(features["aux"]), size=size, mode="bilinear", align_corners=False)
        return result


def dilated_resnet(build, weights, aux):
    from torchvision.models._utils import IntermediateLayerGetter

    backbone = build(weights=weights, replace_stride_with_dilation=[False, True, True])
    wanted = {"layer4": "out", "layer3": "aux"} if aux else {"layer4": "out"}
    return IntermediateLayerGetter(backbone, wanted)


def dilated_mobilenet(weights, names):
    """The features of MobileNet V3 at the given strides, counted from the last."""
    from torchvision.models._utils import IntermediateLayerGetter
    from torchvision.models.mobilenetv3 import mobilenet_v3_large

    features = mobilenet_v3_large(weights=weights, dilated=True).features
    ends = [i for i, b in enumerate(features) if getattr(b, "_is_cn", False)]
    at = [0] + ends + [len(features) - 1]
    return IntermediateLayerGetter(features, {str(at[i]): name for i, name in names.items()}), {name: features[at[i]].out_channels for i, name in names.items()}


class SegmentationWeights(Weights):
    def __init__(self):
        super().__init__(None, 520, 21)
        from _shapelint import unknown

        self.transforms = unknown("the transforms of a segmentation model")


def prepared(weights, weights_backbone, num_classes, aux_loss):
    """(weights of the backbone, number of classes, whether there is an auxiliary head)"""
    if weights is None:
        return weights_backbone, 21 if num_classes is None else num_classes, bool(aux_loss)
    return None, 21 if num_classes is None else num_classes, True
