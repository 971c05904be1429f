"""The five earlier systems: ``python -m training.classic --recipe RECIPE``."""
