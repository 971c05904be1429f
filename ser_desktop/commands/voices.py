"""``ser-desktop learn`` and ``ser-desktop voices``: one's own voice from labelled files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from ser_desktop.commands.analyze import analyze_or_fail
from ser_desktop.emotion.analysis import AnalysisOptions
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.emotion.classifier import EmotionClassifier
from ser_desktop.emotion.label_table import read_labels
from ser_desktop.errors import AudioFileError, ProfileError
from ser_desktop.paths import Profile
from ser_desktop.speakers.judging import Verdict, judge
from ser_desktop.speakers.profile import SpeakerProfile, example_from, new_profile
from ser_desktop.speakers.profile_file import (
    check_model,
    delete_profile,
    find_profile_name,
    load_profile,
    profile_names,
    save_profile,
    valid_profile_name,
)
from ser_desktop.streams import say


def run_learn(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Add labelled files to a voice as examples; a file that is one already changes its emotion."""
    model = load_model(options.model, profile.models)
    rows = read_labels(options.labels, model.info.labels)
    voice = _voice_for(valid_profile_name(options.name), model, profile)
    failed = 0
    for row in rows:
        path = Path(row.path).absolute()
        try:
            found = analyze_or_fail(path, model, AnalysisOptions())
            voice = voice.with_example(example_from(found, row.emotion))
        except (AudioFileError, ProfileError) as error:
            failed += 1
            say(f"{row.path}: {error}")
    if failed == len(rows):
        raise ProfileError("Nothing was learned.")
    save_profile(voice, profile.voices)
    out.write(_described(voice, judge(voice)))
    return 1 if failed else 0


def run_voices(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """List the voices at hand, or delete one."""
    if options.delete is not None:
        delete_profile(options.delete, profile.voices)
        return 0
    names = profile_names(profile.voices)
    if not names:
        say("There are no voices yet; ser-desktop learn NAME LABELS.csv begins one.")
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
    return 1 if failed else 0


def _voice_for(name: str, model: EmotionClassifier, profile: Profile) -> SpeakerProfile:
    if find_profile_name(name, profile.voices) is None:
        return new_profile(name, model.info)
    voice = load_profile(name, profile.voices)
    check_model(voice, model.info)
    return voice


def _described(voice: SpeakerProfile, verdict: Verdict) -> str:
    n = len(voice.examples)
    told = ", ".join(f"{label} {count}" for label, count in voice.counts().items() if count)
    lines = [
        f"{voice.name}: {n} {'example' if n == 1 else 'examples'} ({told or 'none'}), "
        f"{voice.model_name} {voice.model_version}"
    ]
    if not voice.is_usable:
        lines.append("  examples of two emotions at least are needed before it corrects anything")
    elif verdict.n_judged:
        lines.append(
            f"  of {verdict.n_judged} that the others can teach, right by the model alone "
            f"{verdict.right_alone}, taught {verdict.right_corrected}"
        )
    return "\n".join(lines) + "\n"
