"""Recipes that begin with the weights of another recipe."""

from __future__ import annotations

from pathlib import Path

from training.train.recipe import Recipe, load_recipe


def first_weights(recipe: Recipe, folder: Path) -> Path | None:
    """What a run begins with: the weights that the same split and seed left under another recipe.

    Raises:
        FileNotFoundError: that run is still to be made.
    """
    before = recipe.optimiser.start_from
    if not before:
        return None
    weights = folder.parent.parent / before / folder.name / "best.pt"
    if not weights.exists():
        raise FileNotFoundError(
            f"{recipe.name} starts from {weights}, which is not there: training.train makes it."
        )
    return weights


def stages_of(path: Path) -> list[Recipe]:
    """The recipe of a file after those beside it that it starts from, the first one first."""
    recipe = load_recipe(path)
    before = recipe.optimiser.start_from
    return [*(stages_of(path.with_stem(before)) if before else []), recipe]
