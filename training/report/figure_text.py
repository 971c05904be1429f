"""Figures as text: percentages, mean ± standard deviation, points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def percent(value: float) -> str:
    """Format a share: ``69.9 %``."""
    return f"{100 * value:.1f} %"


def plus_minus(figure: dict[str, Any]) -> str:
    """Format a share of several seeds: ``69.9 ± 0.8 %``.

    Args:
        figure: ``mean`` and ``sd`` over seeds; ``sd`` is None for one seed.
    """
    if figure["sd"] is None:
        return percent(figure["mean"])
    return f"{100 * figure['mean']:.1f} ± {100 * figure['sd']:.1f} %"


def plain(figure: dict[str, Any], digits: int) -> str:
    """Format a figure that is no share: ``0.032 ± 0.004``.

    Args:
        figure: ``mean`` and ``sd`` over seeds; ``sd`` is None for one seed.
        digits: digits after the decimal point.
    """
    mean = f"{figure['mean']:.{digits}f}"
    return mean if figure["sd"] is None else f"{mean} ± {figure['sd']:.{digits}f}"


def spread(figure: dict[str, Any]) -> str:
    """Format a share with its number of seeds: ``69.9 ± 0.8 % (3)``."""
    return f"{plus_minus(figure)} ({figure['n_seeds']})"


def seeds(n: int) -> str:
    """Say of how many training seeds a figure is the mean."""
    return "one seed" if n == 1 else f"{n} seeds"


def signed_points(share: float) -> str:
    """Format a difference of shares in percentage points: ``+3``."""
    return f"{100 * share:+.0f}"


def quoted_list(names: Sequence[str]) -> str:
    """List names: ```a`, `b` and `c```."""
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
