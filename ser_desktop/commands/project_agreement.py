"""``ser-desktop project agreement``: agreement of raters with each other and the model."""

from __future__ import annotations

import argparse
import json
from typing import Any, TextIO

from ser_desktop.errors import ProjectError
from ser_desktop.paths import Profile
from ser_desktop.project.changes import set_value
from ser_desktop.project.store import ProjectStore
from ser_desktop.rating.report import agreement_report, found_threshold, threshold_setting
from ser_desktop.rating.units import RatedUnits, rated_units
from ser_desktop.texts.messages import Message

OK = 0


def run_agreement(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Print the figures; with ``--use-threshold``, also store the threshold in the project."""
    with ProjectStore.open(options.project, read_only=not options.use_threshold) as store:
        units = rated_units(store, options.all)
        if not units.ratings.size:
            raise ProjectError(Message("rating.none", path=options.project))
        report = agreement_report(units, options.accuracy)
        if options.use_threshold:
            _keep_threshold(store, units, options.accuracy)
    if options.json:
        out.write(json.dumps(report, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        out.write(_table(report))
    return OK


def _keep_threshold(store: ProjectStore, units: RatedUnits, accuracy: float) -> None:
    threshold = found_threshold(units, accuracy)
    if threshold is None:
        raise ProjectError(Message("rating.no_threshold", accuracy=accuracy))
    setting = threshold_setting(threshold)
    set_value(store, setting.key, setting.value).apply(store)


def _table(report: dict[str, Any]) -> str:
    people, model = report["people"], report["model"]
    raters = ", ".join(f"{name} {n}" for name, n in report["raters"].items())
    lines = [
        f"{report['n_units']} rated stretches ({raters})",
        f"Krippendorff's alpha of people: {_shown(people['krippendorff_alpha'])}",
        f"Fleiss' kappa of people: {_shown(people['fleiss_kappa'])}",
    ]
    for pair in [*people["pairs"], *model["pairs"]]:
        one, other = pair["raters"]
        lines.append(f"Cohen's kappa of {one} and {other}: {_shown(pair['cohen_kappa'])}")
    if (accuracy := model["accuracy"]) is not None:
        lines.append(
            f"{model['name']} against most raters: {accuracy['right']} of {accuracy['n']} right, "
            f"{accuracy['value']:.0%} ({accuracy['low']:.0%} to {accuracy['high']:.0%})"
        )
    required, threshold = model["asked_accuracy"], model["threshold"]
    if threshold is None:
        lines.append(str(Message("rating.no_threshold", accuracy=required)))
    else:
        lines.append(
            f"{required:.0%} right from a confidence of {threshold['uncertain_below']:.2f} on (at "
            f"least {threshold['accuracy']['low']:.0%}, with 95 % certainty), which answers "
            f"{threshold['coverage']:.0%} of {threshold['n_ratings']} ratings"
        )
    return "\n".join(lines) + "\n"


def _shown(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return "–"
    interval = "" if figure["low"] is None else f" ({figure['low']:.2f} to {figure['high']:.2f})"
    return f"{figure['value']:.2f}{interval}, {figure['n']} stretches"
