"""``ser-desktop evaluate``: figures for a model on labelled files."""

from __future__ import annotations

import argparse
import json
from typing import TextIO

from ser_desktop.commands.analyze import analyze_or_fail
from ser_desktop.emotion.analysis import AnalysisOptions
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.evaluation import Evaluation, evaluate, read_labels
from ser_desktop.errors import AudioFileError
from ser_desktop.paths import Profile
from ser_desktop.streams import say


def run_evaluate(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Score the model by forced choice among the labels of the CSV, and strictly."""
    rows = read_labels(options.labels)
    model = load_model(options.model, profile.models)
    analyses, emotions = [], []
    for row in rows:
        try:
            analyses.append(analyze_or_fail(row.path, model, AnalysisOptions(classify_all=True)))
            emotions.append(row.emotion)
        except AudioFileError as error:
            say(f"{row.path}: {error}")
    asked = {row.emotion for row in rows}
    found = evaluate(emotions, analyses, n_failed=len(rows) - len(analyses), asked=asked)
    if options.json:
        out.write(json.dumps(found.to_json()) + "\n")
    else:
        out.write(_table(found))
    return 1 if found.n_failed else 0


def _table(found: Evaluation) -> str:
    lines = [
        f"{len(found.truth)} files, {found.n_failed} failed, {found.coverage:.1%} answered",
        f"{'':<22}{'accuracy':>9} {'UAR':>7} {'macro F1':>9}",
    ]
    for name, scores in (("forced choice", found.forced), ("unanswered are wrong", found.strict)):
        lines.append(
            f"{name:<22}{scores.accuracy:>9.1%} {scores.uar:>7.1%} {scores.macro_f1:>9.1%}"
        )
    lines += [
        f"{label:<12} recall {found.forced.recall[i]:>6.1%} of {found.forced.support[i]}"
        for i, label in enumerate(found.labels)
    ]
    return "\n".join(lines) + "\n"
