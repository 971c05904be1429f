"""Frozen rungs: heads on the untuned encoder that differ from the recipe's in one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rung:
    """One linear head on mean and deviation over time of the hidden layers.

    Args:
        layers: hidden layers that are pooled, counted from 1; 0 is what enters the first.
        ravdess_weight: factor of a clip of RAVDESS in the loss; 0 leaves the corpus out.
        song_weight: factor of a song of RAVDESS on top of it; 0 leaves songs out.
        crema_weight: factor of a clip of CREMA-D in the loss; 0 leaves the corpus out.
        vote_share: share of a CREMA-D target that comes from listeners' votes, 0 to 1.
        mask_share: share of the CREMA-D clips whose loss leaves out *calm* and *surprised*, 0 to 1.
        penalty: factor of the squared weights, 1 / C of scikit-learn.
        equal_classes: all emotions of a corpus have one weight together, whatever their clips.
        augmented: learn from one augmented copy of each clip beside its clean windows.
    """

    layers: tuple[int, ...] = (2, 3, 4, 5)
    ravdess_weight: float = 1.0
    song_weight: float = 0.5
    crema_weight: float = 0.3
    vote_share: float = 0.0
    mask_share: float = 0.0
    penalty: float = 333.0
    equal_classes: bool = False
    augmented: bool = False


RECIPE = "the recipe's head: layers 2 to 5, songs at 0.5, CREMA-D at 0.3"
AUGMENTED = "an augmented copy of each clip"
RUNGS = {
    RECIPE: Rung(),
    "RAVDESS's speech alone": Rung(song_weight=0.0, crema_weight=0.0),
    "RAVDESS alone": Rung(crema_weight=0.0),
    "CREMA-D alone": Rung(ravdess_weight=0.0, crema_weight=1.0),
    "CREMA-D at 1": Rung(crema_weight=1.0),
    "without songs": Rung(song_weight=0.0),
    "songs at 1": Rung(song_weight=1.0),
    "layer 3 alone": Rung(layers=(3,)),
    "layer 4 alone": Rung(layers=(4,)),
    "layer 5 alone": Rung(layers=(5,)),
    "layers 0 to 5": Rung(layers=(0, 1, 2, 3, 4, 5)),
    "votes 0.3": Rung(vote_share=0.3),
    "*calm* and *surprised* masked for half of CREMA-D": Rung(mask_share=0.5),
    "equal weight for each emotion": Rung(equal_classes=True),
    "penalty 100": Rung(penalty=100.0),
    "penalty 1000": Rung(penalty=1000.0),
    AUGMENTED: Rung(augmented=True),
}
"""By what changes against the recipe's head."""
MIXED_RUNGS = {
    f"{name}, penalty {penalty:g}": Rung(crema_weight=crema, song_weight=1.0, penalty=penalty)
    for name, crema in (("RAVDESS alone", 0.0), ("with CREMA-D at 0.3", 0.3))
    for penalty in (33.0, 100.0, 333.0, 1000.0)
}
"""Heads that are compared under ``random80``, where the actors are known."""
