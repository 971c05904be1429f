"""``ser-desktop compare``: the same recordings through every model, side by side."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from ser_desktop.audio.folders import expand
from ser_desktop.commands.analyze import analyze_or_fail
from ser_desktop.emotion.analysis import AnalysisOptions
from ser_desktop.emotion.catalogue import list_models, load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.evaluation import evaluate
from ser_desktop.emotion.label_table import LabelledFile, read_labels
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Analysis, Overall
from ser_desktop.errors import AudioFileError, ModelError, SerError
from ser_desktop.paths import Profile
from ser_desktop.streams import say

OK, SOME_FAILED = 0, 1


def run_compare(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """A row a file and a column a model; with labels, each model's figures."""
    for path in options.paths:
        if not os.path.lexists(path):
            raise SerError(f"There is no {path}.")
    models = _models(options.models, profile)
    known = [label for model in models for label in model.info.labels]
    labelled = read_labels(options.labels, known) if options.labels else []
    names = [model.info.name for model in models]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise SerError(f"Two of the models are called {doubles[0]}; compare one of them at a time.")
    paths = [Path(path) for path in dict.fromkeys(expand(options.paths))]
    if paths and labelled:
        labelled = _among(labelled, paths)
        if not labelled:
            raise SerError(f"{options.labels} names none of these recordings.")
    paths = paths or list(dict.fromkeys(row.path for row in labelled))
    if not paths:
        raise SerError("Name recordings, or --labels with a CSV of them.")
    answers: dict[str, dict[Path, Analysis]] = {}
    failed = False
    for model in models:
        found, complete = _analyse(model, paths)
        failed |= not complete
        answers[model.info.name] = found
    if options.json:
        out.write(json.dumps(_objects(models, paths, labelled, answers)) + "\n")
    else:
        out.write(_table(models, paths, labelled, answers))
    return SOME_FAILED if failed else OK


def _among(labelled: Sequence[LabelledFile], paths: Sequence[Path]) -> list[LabelledFile]:
    """The labelled ones of the recordings, under the paths these were given by."""
    given = {os.path.realpath(path): path for path in paths}
    at = [(row, given.get(os.path.realpath(row.path))) for row in labelled]
    return [replace(row, path=path) for row, path in at if path is not None]


def _models(names: str | None, profile: Profile) -> list[EmotionClassifier]:
    if names:
        return [load_model(name.strip(), profile.models) for name in names.split(",")]
    entries, problems = list_models(profile.models)
    for problem in problems:
        say(problem)
    models = []
    for entry in entries:
        try:
            models.append(entry.load())
        except ModelError as error:
            say(str(error))
    return models


def _analyse(model: EmotionClassifier, paths: Sequence[Path]) -> tuple[dict[Path, Analysis], bool]:
    found: dict[Path, Analysis] = {}
    for path in paths:
        try:
            found[path] = analyze_or_fail(path, model, AnalysisOptions(classify_all=True))
        except AudioFileError as error:
            say(f"{model.info.name}: {path}: {error}")
        except ModelError as error:
            say(str(error))
            return found, False
    return found, len(found) == len(paths)


def _figures(
    model: EmotionClassifier, labelled: Sequence[LabelledFile], found: dict[Path, Analysis]
) -> dict[str, Any] | None:
    """Figures of a model on the labelled files whose emotion it knows."""
    known = [row for row in labelled if row.path in found and row.emotion in model.info.labels]
    if not known:
        return None
    scores = evaluate([row.emotion for row in known], [found[row.path] for row in known]).forced
    return {"n": len(known), "accuracy": round(scores.accuracy, 4), "uar": round(scores.uar, 4)}


def _objects(
    models: Sequence[EmotionClassifier],
    paths: Sequence[Path],
    labelled: Sequence[LabelledFile],
    answers: dict[str, dict[Path, Analysis]],
) -> dict[str, Any]:
    true_of = {row.path: row.emotion for row in labelled}
    return {
        "models": {
            model.info.name: _figures(model, labelled, answers[model.info.name]) for model in models
        },
        "files": [
            {
                "path": str(path),
                "true_emotion": true_of.get(path),
                "answers": {
                    name: _answer_object(found[path].overall)
                    for name, found in answers.items()
                    if path in found
                },
            }
            for path in paths
        ],
    }


def _answer_object(overall: Overall) -> dict[str, Any]:
    """As ``analyze`` has it: every window was classified, yet without speech there is no answer."""
    spoken = overall.label != NO_SPEECH
    return {
        "label": overall.label,
        "top": list(overall.top) if spoken else [],
        "confidence": overall.confidence if spoken else None,
    }


def _table(
    models: Sequence[EmotionClassifier],
    paths: Sequence[Path],
    labelled: Sequence[LabelledFile],
    answers: dict[str, dict[Path, Analysis]],
) -> str:
    names = [model.info.name for model in models]
    true_of = {row.path: row.emotion for row in labelled}
    widths = [max(len(name), 16) for name in names]
    first = max(len(path.name) for path in paths)
    truth = "  truth     " if labelled else ""
    heads = "  ".join(f"{name:<{width}}" for name, width in zip(names, widths, strict=True))
    lines = [f"{'':<{first}}{truth}  {heads}"]
    for path in paths:
        cells = []
        for name, width in zip(names, widths, strict=True):
            analysis = answers[name].get(path)
            cells.append(f"{_answer(analysis):<{width}}")
        true = f"  {true_of.get(path, ''):<10}" if labelled else ""
        lines.append(f"{path.name:<{first}}{true}  {'  '.join(cells)}")
    for model in models:
        found = _figures(model, labelled, answers[model.info.name])
        if found:
            lines.append(
                f"{model.info.name}: accuracy {found['accuracy']:.1%}, UAR {found['uar']:.1%} "
                f"on the {found['n']} files whose emotion it knows"
            )
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _answer(analysis: Analysis | None) -> str:
    if analysis is None:
        return "failed"
    overall = analysis.overall
    if overall.confidence is None or overall.label not in analysis.model.labels:
        return overall.label
    return f"{overall.label} {overall.confidence:.0%}"
