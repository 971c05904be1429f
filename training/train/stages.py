"""Recipes that begin with the weights of another recipe."""

from __future__ import annotations

from pathlib import Path

from training.train.recipe import Recipe, load_recipe


def first_weights(recipe: Recipe, folder: Path) -> Path | None:
    """Find the weights that a run begins with.

    The same split and seed left them under another recipe.

    Args:
        recipe: recipe of the run.
        folder: folder of the run.

    Returns:
        Their path; None where the recipe begins with random weights.

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
    """List the recipe of a file after those that it starts from, the first one first."""
    recipe = load_recipe(path)
    before = recipe.optimiser.start_from
    return [*(stages_of(path.with_stem(before)) if before else []), recipe]
