"""Writes test/corpus/flops.json: parameters and half of what FlopCounterMode counts, for torchvision's models.

    python scripts/corpus/flops.py      needs PyTorch and torchvision; nothing is computed, the models are on `meta`
"""
from __future__ import annotations

import json
import pathlib

import torch
from torch.utils.flop_counter import FlopCounterMode

library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import torchvision  # noqa: E402

OUT = pathlib.Path(__file__).resolve().parents[2] / "test" / "corpus" / "flops.json"
MODELS = ["alexnet", "vgg16", "resnet50", "densenet121", "mobilenet_v3_large", "vit_b_16", "googlenet", "inception_v3", "swin_t", "convnext_tiny", "efficientnet_b0", "shufflenet_v2_x1_0", "squeezenet1_1"]


def main() -> None:
    rows = []
    for name in MODELS:
        with torch.device("meta"):
            model = getattr(torchvision.models, name)(weights=None, **({"init_weights": False} if name in ("googlenet", "inception_v3") else {})).eval()
            size = 299 if name == "inception_v3" else 224
            counter = FlopCounterMode(display=False)
            with counter, torch.no_grad():
                model(torch.empty(2, 3, size, size))
        rows.append({"model": name, "input": [2, 3, size, size], "params": sum(p.numel() for p in model.parameters()), "macs": counter.get_total_flops() // 2})
        print(rows[-1])
    OUT.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


if __name__ == "__main__":
    main()
