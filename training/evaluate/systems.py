"""The five earlier systems and ours: what their authors report, and what to know of each row."""

from __future__ import annotations

from dataclasses import dataclass

ACCURATE, FAST = "ser-base", "ser-small"
"""The systems of the two models that ship; the model files have the same names."""
FIRST = "ours-1.2"
"""The system of the model that shipped before them."""
ROLE_OF_MODEL = {ACCURATE: "accurate", FAST: "fast"}
"""What *Models* says beside the name of a model file."""


@dataclass(frozen=True)
class System:
    """A row of docs/models.md."""

    name: str
    about: str
    classes: int
    reported: str
    """Accuracy as reported, with the protocol as far as it is stated."""
    reported_accuracy: float | None = None
    reported_under: str = "random80"
    """The protocol here that comes next to theirs."""


SYSTEMS = (
    System(
        "ser-base",
        "five layers of Whisper base, tuned on RAVDESS and CREMA-D together; mean and deviation of "
        "four hidden layers, one linear layer",
        8,
        "",
    ),
    System(
        "ser-small",
        "two layers of Whisper base, distilled from `ser-base`; mean and deviation of both, one "
        "linear layer",
        8,
        "",
    ),
    System(
        "ours-1.2", "the first fast model: log-mel, SE-ResNet, GRU, attentive statistics", 8, ""
    ),
    System(
        "mlp-181",
        "181 pooled descriptors, MLP 512-256-128-64; no *sad*",
        7,
        "80.3 %, random 80/20 of at most 300 clips a class",
        0.8028,
    ),
    System(
        "cnn-gru-attention", "40 MFCC by 200 frames, two Conv1D, GRU, attention", 8,
        "81 %, split not stated", 0.81,
    ),
    System(
        "efficientnet",
        "log-mel as a 112 by 112 picture, EfficientNet-B0 from scratch (the authors: B2 and B3 at "
        "300 by 300, pretrained on ImageNet)",
        8,
        "81 %, 20 % of the clips, which also chose the epoch",
        0.81,
    ),
    System(
        "efficientnet-lite0",
        "log-mel as a 112 by 112 picture, EfficientNet-Lite0 with ImageNet weights, in 8 bits",
        8,
        "",
    ),
    System(
        "mlp-256",
        "256 pooled descriptors, MLP 1024-512-256-128-64, as its code (pitch in wider steps)",
        8,
        "85.5 %, copies of a clip on both sides of the split",
        0.8552,
        "leaky",
    ),
    System("mlp-256-text", "the same by its text: 512-256-128-64, more augmentation", 8, ""),
    System(
        "mlp-mfcc", "mean MFCCs, scikit-learn MLP of two layers", 8, "77 %, random split", 0.77
    ),
    System(
        "mlp-mfcc-6", "the same with six classes (no *neutral*, no *surprised*)", 6,
        "82 %, random split", 0.82,
    ),
)  # fmt: skip
