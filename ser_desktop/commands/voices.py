"""``ser-desktop learn`` and ``ser-desktop voices``: voices from labelled files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from ser_desktop.batch.task import refer_to
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.hearing import Failures, hear, inference_options
from ser_desktop.commands.voice_option import load_voice
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.interpretation import interpret
from ser_desktop.emotion.label_table import read_labels
from ser_desktop.errors import ProfileError
from ser_desktop.paths import Profile
from ser_desktop.speakers.judging import Verdict, judge
from ser_desktop.speakers.profile import SpeakerProfile, example_from, new_profile
from ser_desktop.speakers.profile_file import (
    delete_profile,
    find_profile_name,
    load_profile,
    profile_names,
    save_profile,
    valid_profile_name,
)
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def run_learn(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Add labelled files to a voice; a file that is an example already gets the new emotion."""
    model = load_model(options.model, profile.models)
    rows = read_labels(options.labels, model.info.labels)
    voice = _voice_for(valid_profile_name(options.name), model, profile)
    failures = Failures(len(rows))
    paths = [Path(row.path).absolute() for row in rows]
    options_heard = inference_options(options.workers)
    results = hear(paths, refer_to(model, profile.models), options_heard, options.workers)
    for row, result in zip(rows, results, strict=True):
        if isinstance(result, Exception):
            failures.add(row.path, result)
            continue
        try:
            voice = voice.with_example(example_from(interpret(result), row.emotion))
        except ProfileError as error:
            failures.add(row.path, error)
    failures.list_again()
    if len(failures) == len(rows):
        raise ProfileError(Message("voices.nothing_learned"))
    save_profile(voice, profile.voices)
    out.write(_described(voice, judge(voice)))
    return SOME_FAILED if failures else OK


def run_voices(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """List the voices, or delete one."""
    if options.delete is not None:
        delete_profile(options.delete, profile.voices)
        return OK
    names = profile_names(profile.voices)
    if not names:
        say(str(Message("voices.none")))
    failed, rows = 0, []
    for name in names:
        try:
            voice = load_profile(name, profile.voices)
        except ProfileError as error:
            failed += 1
            say(str(error))
            continue
        verdict = judge(voice)
        rows.append(
            {
                "name": voice.name,
                "model": {"name": voice.model_name, "version": voice.model_version},
                "examples": voice.counts(),
                "judged": verdict.n_judged,
                "right_alone": verdict.right_alone,
                "right_taught": verdict.right_corrected,
            }
        )
        if not options.json:
            out.write(_described(voice, verdict))
    if options.json:
        out.write(json.dumps(rows, ensure_ascii=False) + "\n")
    return SOME_FAILED if failed else OK


def _voice_for(name: str, model: EmotionClassifier, profile: Profile) -> SpeakerProfile:
    if find_profile_name(name, profile.voices) is None:
        return new_profile(name, model.info)
    return load_voice(name, profile.voices, model)


def _described(voice: SpeakerProfile, verdict: Verdict) -> str:
    counts = [
        Message("voices.count", emotion=label, n=count)
        for label, count in voice.counts().items()
        if count
    ]
    head = Message(
        "voices.row",
        name=voice.name,
        n=len(voice.examples),
        counts=counts or "–",
        model=voice.model_name,
        version=voice.model_version,
    )
    lines = [str(head)]
    if not voice.is_usable:
        lines.append(f"  {Message('voices.needs_second_emotion')}")
    elif verdict.n_judged:
        worth = Message(
            "voices.worth",
            n=verdict.n_judged,
            alone=verdict.right_alone,
            corrected=verdict.right_corrected,
        )
        lines.append(f"  {worth}")
    return "\n".join(lines) + "\n"
