"""``ser-desktop evaluate``: figures for a model on labelled files."""

from __future__ import annotations

import argparse
import json
from typing import TextIO

from ser_desktop.commands.analyze import analyze_or_fail
from ser_desktop.emotion.analysis import AnalysisOptions
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.evaluation import Evaluation, evaluate
from ser_desktop.emotion.interpretation import with_settings
from ser_desktop.emotion.label_table import read_labels
from ser_desktop.emotion.results import SegmentOptions
from ser_desktop.errors import AudioFileError, ProfileError
from ser_desktop.paths import Profile
from ser_desktop.speakers.profile_file import load_adapter
from ser_desktop.streams import say


def run_evaluate(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Score the model by forced choice among the labels of the CSV, and strictly. With a voice the
    model alone is scored too, on the same files: those the voice did not learn from."""
    model = load_model(options.model, profile.models)
    rows = read_labels(options.labels, model.info.labels)
    correction = None
    if options.voice is not None:
        correction = load_adapter(options.voice, profile.voices, model.info)
    analyses, emotions, n_failed, n_examples = [], [], 0, 0
    for row in rows:
        try:
            found = analyze_or_fail(row.path, model, AnalysisOptions(classify_all=True))
        except AudioFileError as error:
            n_failed += 1
            say(f"{row.path}: {error}")
            continue
        if correction is not None and correction.profile.assigned_labels(found.file.sha256):
            n_examples += 1
            continue
        analyses.append(found)
        emotions.append(row.emotion)
    if n_examples:
        say(f"{n_examples} of {len(rows)} files are examples of the voice and are left out.")
    if n_examples and not analyses:
        raise ProfileError("There are no files left to judge the voice by.")
    asked = {row.emotion for row in rows}
    figures = evaluate(emotions, analyses, n_failed=n_failed, asked=asked)
    item, table = figures.to_json(), _table(figures)
    if correction is not None:
        corrected = [with_settings(a, None, SegmentOptions(), correction) for a in analyses]
        taught = evaluate(emotions, corrected, n_failed=n_failed, asked=asked)
        voice = {"name": correction.profile.name, "examples_left_out": n_examples}
        item = {**taught.to_json(), "voice": voice, "without_voice": item}
        table = f"without the voice\n{table}\nwith the voice {voice['name']}\n{_table(taught)}"
    out.write(json.dumps(item) + "\n" if options.json else table)
    return 1 if n_failed else 0


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
