"""Recipes that begin with the weights of another recipe."""

from __future__ import annotations

from pathlib import Path

from training.train.recipe import Recipe, load_recipe


def first_weights(recipe: Recipe, folder: Path) -> Path | None:
    """Find the weights that a run begins with.

    Another recipe's run of the same split and seed has left them.

    Args:
        recipe: recipe of the run.
        folder: folder of the run.

    Returns:
        Their path; None where the recipe begins with random weights.

    Raises:
        FileNotFoundError: that run has not finished yet.
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
    """List the recipes that a recipe starts from, in the order of training, and then itself."""
    recipe = load_recipe(path)
    before = recipe.optimiser.start_from
    return [*(stages_of(path.with_stem(before)) if before else []), recipe]
