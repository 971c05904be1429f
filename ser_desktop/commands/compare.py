"""``ser-desktop compare``: compares the results of all models."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from ser_desktop.audio.folders import expand
from ser_desktop.batch.places import without_doubles
from ser_desktop.batch.task import refer_to
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.hearing import check_paths_exist, hear, inference_options
from ser_desktop.emotion.catalogue import list_models, load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.evaluation import evaluate
from ser_desktop.emotion.headline import headline_of
from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.label_table import LabelledFile, read_labels
from ser_desktop.emotion.labels import NO_SPEECH
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import ModelError, SerError
from ser_desktop.paths import Profile
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message

MIN_COLUMN_WIDTH = 16


def run_compare(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Print a row for each file and a column for each model; with labels, also metrics."""
    check_paths_exist(options.paths)
    models = _models(options.models, profile)
    comparison = _comparison(options, models)
    failed = False
    for model in models:
        answers, complete = _analyze(model, comparison.paths, options.workers, profile)
        failed |= not complete
        comparison.answers[model.info.name] = answers
    if options.json:
        out.write(json.dumps(comparison.to_json()) + "\n")
    else:
        out.write(comparison.to_table())
    return SOME_FAILED if failed else OK


def _models(names: str | None, profile: Profile) -> list[EmotionClassifier]:
    """Load the given models, or all usable ones.

    Raises:
        SerError: a given model cannot be used, or two have the same name.
    """
    models = []
    if names:
        models = [load_model(name.strip(), profile.models) for name in names.split(",")]
    else:
        entries, problems = list_models(profile.models)
        for problem in problems:
            say(problem)
        for entry in entries:
            try:
                models.append(entry.load())
            except ModelError as error:
                say(str(error))
    called = [model.info.name for model in models]
    doubles = sorted({name for name in called if called.count(name) > 1})
    if doubles:
        raise SerError(Message("compare.same_name", name=doubles[0]))
    return models


def _comparison(options: argparse.Namespace, models: Sequence[EmotionClassifier]) -> _Comparison:
    """Return the recordings to compare, with their labels if given.

    Raises:
        SerError: there are no recordings, or the table of labels names none of them.
    """
    known = [label for model in models for label in model.info.labels]
    labelled = read_labels(options.labels, known) if options.labels else []
    paths = [Path(path) for path in without_doubles(list(expand(options.paths)))]
    if paths and labelled:
        labelled = _among(labelled, paths)
        if not labelled:
            raise SerError(Message("compare.not_labelled", labels=options.labels))
    paths = paths or list(dict.fromkeys(row.path for row in labelled))
    if not paths:
        raise SerError(Message("compare.no_recordings"))
    return _Comparison(models, paths, labelled)


def _among(labelled: Sequence[LabelledFile], paths: Sequence[Path]) -> list[LabelledFile]:
    """Return the labelled files among the recordings, with the paths as given."""
    path_of_real = {os.path.realpath(path): path for path in paths}
    at = [(row, path_of_real.get(os.path.realpath(row.path))) for row in labelled]
    return [replace(row, path=path) for row, path in at if path is not None]


def _analyze(
    model: EmotionClassifier, paths: Sequence[Path], workers: int, profile: Profile
) -> tuple[dict[Path, Analysis], bool]:
    """Analyse the recordings with one model. Returns the analyses, and whether all succeeded."""
    analyses: dict[Path, Analysis] = {}
    options = inference_options(workers, classify_all=True)
    try:
        ref = refer_to(model, profile.models)
        for path, result in zip(paths, hear(paths, ref, options, workers), strict=True):
            if isinstance(result, Exception):
                reason = result.message
                say(str(Message("compare.failed", model=model.info.name, path=path, reason=reason)))
            else:
                analyses[path] = interpret(result)
    except ModelError as error:
        say(str(error))
    return analyses, len(analyses) == len(paths)


@dataclass
class _Comparison:
    """Recordings, models, and the answers by name of the model."""

    models: Sequence[EmotionClassifier]
    paths: Sequence[Path]
    labelled: Sequence[LabelledFile]
    answers: dict[str, dict[Path, Analysis]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the object for ``--json``."""
        true_of = {row.path: row.emotion for row in self.labelled}
        return {
            "models": {model.info.name: self._figures(model) for model in self.models},
            "files": [
                {
                    "path": str(path),
                    "true_emotion": true_of.get(path),
                    "answers": {
                        name: _answer_object(analyses[path])
                        for name, analyses in self.answers.items()
                        if path in analyses
                    },
                }
                for path in self.paths
            ],
        }

    def to_table(self) -> str:
        """Return the table for a terminal."""
        names = [model.info.name for model in self.models]
        true_of = {row.path: row.emotion for row in self.labelled}
        widths = [max(len(name), MIN_COLUMN_WIDTH) for name in names]
        first = max(len(path.name) for path in self.paths)
        truth = f"  {Message('compare.truth')!s:<10}" if self.labelled else ""
        heads = "  ".join(f"{name:<{width}}" for name, width in zip(names, widths, strict=True))
        lines = [f"{'':<{first}}{truth}  {heads}"]
        for path in self.paths:
            cells = "  ".join(
                f"{_answer(self.answers[name].get(path)):<{width}}"
                for name, width in zip(names, widths, strict=True)
            )
            true = f"  {true_of.get(path, ''):<10}" if self.labelled else ""
            lines.append(f"{path.name:<{first}}{true}  {cells}")
        for model in self.models:
            figures = self._figures(model)
            if figures:
                accuracy, uar = f"{figures['accuracy']:.1%}", f"{figures['uar']:.1%}"
                name, n = model.info.name, figures["n"]
                line = Message("compare.figures", model=name, accuracy=accuracy, uar=uar, n=n)
                lines.append(str(line))
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def _figures(self, model: EmotionClassifier) -> dict[str, Any] | None:
        """Return a model's metrics on labelled files with emotions that it knows."""
        analyses = self.answers[model.info.name]
        known = [
            row
            for row in self.labelled
            if row.path in analyses and row.emotion in model.info.labels
        ]
        if not known:
            return None
        emotions = [row.emotion for row in known]
        scores = evaluate(emotions, [analyses[row.path] for row in known]).forced
        return {"n": len(known), "accuracy": round(scores.accuracy, 4), "uar": round(scores.uar, 4)}


def _answer_object(analysis: Analysis) -> dict[str, Any]:
    """Return the answer as ``analyze`` does; without speech there is none."""
    overall = analysis.overall
    spoken = overall.label != NO_SPEECH
    return {
        "headline": headline_of(analysis).text(),
        "label": overall.label,
        "top": list(overall.top) if spoken else [],
        "confidence": overall.confidence if spoken else None,
    }


def _answer(analysis: Analysis | None) -> str:
    if analysis is None:
        return str(Message("compare.cell_failed"))
    headline, confidence = headline_of(analysis), analysis.overall.confidence
    words = headline.text()
    is_answer = headline.label in analysis.model.labels and not headline.is_course
    return words if confidence is None or not is_answer else f"{words} {confidence:.0%}"
