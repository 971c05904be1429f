"""``ser-desktop evaluate``: metrics of a model on labelled files."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from ser_desktop.batch.task import refer_to
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.hearing import Failures, hear, inference_options
from ser_desktop.commands.voice_option import adapter_of, load_voice
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.evaluation import Evaluation, evaluate
from ser_desktop.emotion.interpretation import InterpretationSettings, interpret
from ser_desktop.emotion.label_table import LabelledFile, read_labels
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import ProfileError
from ser_desktop.paths import Profile
from ser_desktop.speakers.adapter import SpeakerAdapter
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def run_evaluate(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Print the model's metrics by forced choice among the labels of the CSV, and strict ones.

    With a voice, the model without it is scored too, on files that are not the voice's examples.
    """
    model = load_model(options.model, profile.models)
    rows = read_labels(options.labels, model.info.labels)
    adapter = None
    if options.voice is not None:
        adapter = adapter_of(load_voice(options.voice, profile.voices, model))
    test = _hear(rows, model, profile, options.workers, adapter)
    if test.n_examples:
        say(str(Message("evaluate.examples_left_out", n=test.n_examples, total=len(rows))))
    if test.n_examples and not test.scores:
        raise ProfileError(Message("evaluate.nothing_left"))
    figures = test.evaluate(None)
    item: dict[str, Any] = figures.to_json()
    table = _table(figures)
    if adapter is not None:
        corrected = test.evaluate(adapter)
        voice = {"name": adapter.profile.name, "examples_left_out": test.n_examples}
        item = {**corrected.to_json(), "voice": voice, "without_voice": item}
        without = Message("evaluate.without_voice")
        with_voice = Message("evaluate.with_voice", voice=adapter.profile.name)
        table = f"{without}\n{table}\n{with_voice}\n{_table(corrected)}"
    out.write(json.dumps(item) + "\n" if options.json else table)
    return SOME_FAILED if test.n_failed else OK


@dataclass
class _Test:
    """The scores of the evaluated files, and their emotions."""

    asked: set[str]
    scores: list[WindowScores] = field(default_factory=list)
    emotions: list[str] = field(default_factory=list)
    n_examples: int = 0
    n_failed: int = 0

    def evaluate(self, adapter: SpeakerAdapter | None) -> Evaluation:
        """Compute the metrics, with or without the adapter."""
        analyses = [interpret(scores, InterpretationSettings(), adapter) for scores in self.scores]
        return evaluate(self.emotions, analyses, n_failed=self.n_failed, asked=self.asked)


def _hear(
    rows: Sequence[LabelledFile],
    model: EmotionClassifier,
    profile: Profile,
    workers: int,
    adapter: SpeakerAdapter | None,
) -> _Test:
    test, failures = _Test({row.emotion for row in rows}), Failures(len(rows))
    paths = [Path(row.path) for row in rows]
    ref = refer_to(model, profile.models)
    results = hear(paths, ref, inference_options(workers, classify_all=True), workers)
    for row, result in zip(rows, results, strict=True):
        if isinstance(result, Exception):
            failures.add(row.path, result)
        elif adapter is not None and adapter.profile.assigned_labels(result.file.sha256):
            test.n_examples += 1
        else:
            test.scores.append(result)
            test.emotions.append(row.emotion)
    failures.list_again()
    test.n_failed = len(failures)
    return test


def _table(evaluation: Evaluation) -> str:
    head = Message(
        "evaluate.head",
        n=len(evaluation.truth),
        failed=evaluation.n_failed,
        coverage=f"{evaluation.coverage:.1%}",
    )
    columns = [str(Message(f"evaluate.{name}")) for name in ("accuracy", "uar", "macro_f1")]
    lines = [str(head), f"{'':<22}{columns[0]:>9} {columns[1]:>7} {columns[2]:>9}"]
    for id, scores in (
        ("evaluate.forced_choice", evaluation.forced),
        ("evaluate.strict", evaluation.strict),
    ):
        lines.append(
            f"{Message(id)!s:<22}{scores.accuracy:>9.1%} {scores.uar:>7.1%} {scores.macro_f1:>9.1%}"
        )
    lines += [
        str(
            Message(
                "evaluate.recall",
                label=f"{label:<12}",
                recall=f"{evaluation.forced.recall[i]:>6.1%}",
                n=evaluation.forced.support[i],
            )
        )
        for i, label in enumerate(evaluation.labels)
    ]
    return "\n".join(lines) + "\n"
