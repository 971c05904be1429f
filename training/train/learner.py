"""A network and its training heads as one module: from a batch to its loss."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ser_desktop.emotion.labels import EMOTIONS
from training.data.batches import Batch
from training.train.networks.ours import OurNetwork
from training.train.networks.speaker_heads import SpeakerHeads
from training.train.recipe import Network as NetworkOptions
from training.train.recipe import Recipe
from training.train.run_record import has_bfloat16


class Learner(nn.Module):
    """The network and its training heads as one module: from a batch to its loss."""

    def __init__(self, recipe: Recipe, speakers: Sequence[str]) -> None:
        super().__init__()
        self.options = recipe.optimiser
        self.network = build_network(recipe.network)
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.heads = SpeakerHeads(speakers)

    def forward(self, batch: Batch) -> Tensor:
        """Compute the mean loss of a batch."""
        options = self.options
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            logits, strong_logit, embedding = self.network.from_log_mel(batch.log_mel)
        smoothing = options.label_smoothing
        targets = batch.emotion * (1 - smoothing) + smoothing / len(EMOTIONS)
        losses = nn.functional.cross_entropy(logits.float(), targets, reduction="none")
        emotion_loss = (batch.weights * losses).sum() / batch.weights.sum()
        strong_loss = nn.functional.binary_cross_entropy_with_logits(
            strong_logit.float(), batch.strong, weight=batch.graded
        )
        gender_loss, speaker_loss = self.heads(embedding.float(), batch.clips)
        # A blended clip has two speakers.
        alone = float(not batch.mixed)
        loss: Tensor = (
            emotion_loss
            + options.intensity_weight * strong_loss
            + alone * options.gender_weight * gender_loss
            + alone * options.speaker_adversarial_weight * speaker_loss
        )
        return loss


def build_network(options: NetworkOptions) -> OurNetwork:
    """Build an untrained network from the options of a recipe."""
    return OurNetwork(
        len(EMOTIONS), options.width, options.gru_units, options.dropout, options.relative_bands
    )
