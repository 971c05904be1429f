"""``learn``, ``voices`` and ``--voice``, each as a process."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.models import write_model
from tests.test_cli import lines, one_sentence, run, said


@pytest.fixture
def labels(sample: Path, tmp_path: Path) -> Path:
    """Four cuts of the sample, said to be something each, and a file without speech."""
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    parts = np.array_split(samples, 4)
    rows = ["file_path,true_emotion"]
    for number, emotion in enumerate(("sad", "calm", "disgust", "sad")):
        soundfile.write(tmp_path / f"{number}.wav", parts[number], rate_hz)
        rows.append(f"{number}.wav,{emotion}")
    table = tmp_path / "labels.csv"
    table.write_text("\n".join(rows) + "\n", "utf-8")
    return table


def test_a_voice_is_learned_and_corrects(labels: Path, sample: Path, tmp_path: Path) -> None:
    at = ("--profile", tmp_path / "profile")
    learned = run("learn", "Zoë", labels, *at)
    assert learned.returncode == 0, learned.stderr
    assert learned.stdout.startswith("Zoë: 4 examples (calm 1, sad 2, disgust 1), ser-base ")
    assert learned.stderr == ""

    (plain,) = lines(run("analyze", sample, *at).stdout)
    (own,) = lines(run("analyze", sample, "--voice", "Zoë", *at).stdout)
    assert plain["settings"]["baseline"] is None
    assert own["settings"]["baseline"]["name"] == "Zoë"
    assert own["settings"]["baseline"]["examples"] == 4
    assert own["overall"]["probabilities"] != plain["overall"]["probabilities"]
    assert sum(own["overall"]["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    assert own["settings"]["baseline"]["assigned_labels"] == []
    taught = [sum(item["overall"]["probabilities"][e] for e in ("sad", "calm", "disgust"))
              for item in (plain, own)]  # fmt: skip
    assert taught[1] == pytest.approx(taught[0], abs=1e-4)  # the others keep theirs

    # The same files again are the same examples.
    assert run("learn", "Zoë", labels, *at).stdout == learned.stdout
    (row,) = json.loads(run("voices", "--json", *at).stdout)
    assert row["name"] == "Zoë"
    assert row["examples"]["sad"] == 2
    assert run("learn", "zOË", labels, *at).stdout == learned.stdout

    part = run("analyze", tmp_path / "0.wav", "--voice", "zoë", "--format", "table", *at)
    assert "corrected by the voice Zoë" in part.stdout
    assert said("analyze.taught", voice="Zoë", emotions="sad") in part.stderr

    assert run("voices", "--delete", "Zoë", *at).returncode == 0
    gone = run("analyze", sample, "--voice", "Zoë", *at)
    assert gone.returncode == 2
    assert one_sentence(gone.stderr)
    assert "Available voices: –" in gone.stderr
    assert said("voices.none") in run("voices", *at).stderr


def test_another_voice_is_another_setting(labels: Path, sample: Path, tmp_path: Path) -> None:
    at = ("--profile", tmp_path / "profile")
    run("learn", "me", labels, *at)
    out = ("--format", "csv", "--out", f"{tmp_path / 'out'}/", "--skip-existing", *at)
    assert run("analyze", sample, *out).returncode == 0
    skipped = said("analyze.skipped", n=1, total=1, folder=tmp_path / "out")
    assert skipped in run("analyze", sample, *out).stderr
    assert skipped not in run("analyze", sample, "--voice", "me", *out).stderr
    assert skipped in run("analyze", sample, "--voice", "me", *out).stderr


def test_a_voice_is_not_judged_by_its_examples(labels: Path, sample: Path, tmp_path: Path) -> None:
    at = ("--profile", tmp_path / "profile")
    run("learn", "me", labels, *at)
    nothing_left = run("evaluate", labels, "--voice", "me", *at)
    assert nothing_left.returncode == 2
    assert said("evaluate.nothing_left") in nothing_left.stderr
    labels.write_text(labels.read_text("utf-8") + f"{sample},angry\n", "utf-8")
    judged = run("evaluate", labels, "--voice", "me", "--json", *at)
    assert judged.returncode == 0
    assert said("evaluate.examples_left_out", n=4, total=5) in judged.stderr
    item = json.loads(judged.stdout)
    assert item["n"] == item["without_voice"]["n"] == 1
    assert item["voice"] == {"name": "me", "examples_left_out": 4}
    told = run("evaluate", labels, "--voice", "me", *at).stdout
    head = said("evaluate.head", n=1, failed=0, coverage="100.0%")
    assert told.startswith(f"{said('evaluate.without_voice')}\n{head}")
    assert f"{said('evaluate.with_voice', voice='me')}\n{head}" in told
    # What is left cannot be read: no figures of nothing.
    labels.write_text("file_path,true_emotion\n0.wav,sad\nno.wav,sad\n", "utf-8")
    nothing = run("evaluate", labels, "--voice", "me", *at)
    assert nothing.returncode == 2
    assert nothing.stdout == ""


def test_unusable_examples_are_reported(labels: Path, tmp_path: Path) -> None:
    at = ("--profile", tmp_path / "profile")
    soundfile.write(tmp_path / "silence.wav", np.zeros(48_000, np.float32), 16_000)
    labels.write_text("file_path,true_emotion\nsilence.wav,sad\n0.wav,sad\nno.wav,sad\n", "utf-8")
    learned = run("learn", "me", labels, *at)
    assert learned.returncode == 1
    assert "silence.wav: No speech detected" in learned.stderr
    assert "no.wav" in learned.stderr
    assert said("voices.needs_second_emotion") in learned.stdout
    assert "1 example (sad 1)" in learned.stdout
    refused = run("analyze", tmp_path / "0.wav", "--voice", "me", *at)
    assert refused.returncode == 2
    assert one_sentence(refused.stderr)
    labels.write_text("file_path,true_emotion\nno.wav,sad\n", "utf-8")
    assert run("learn", "ghost", labels, *at).returncode == 2
    assert "ghost" not in run("voices", *at).stdout


def test_a_voice_belongs_to_its_model(labels: Path, sample: Path, tmp_path: Path) -> None:
    at = ("--profile", tmp_path / "profile")
    run("learn", "me", labels, *at)
    other = write_model(tmp_path / "made.onnx")
    heard_again = run("analyze", sample, "--voice", "me", "--model", other, *at)
    assert heard_again.returncode == 0
    assert "was learned with ser-base" in heard_again.stderr
    (row,) = json.loads(run("voices", "--json", *at).stdout)
    assert row["model"]["name"] == "ser-base", "on disk it stays with its model"
    # A model without an embedding learns its bias alone.
    assert run("learn", "made", labels, "--model", other, *at).returncode == 0
    own = run("analyze", sample, "--voice", "made", "--model", other, *at)
    assert lines(own.stdout)[0]["settings"]["baseline"]["name"] == "made"


def test_a_damaged_voice_leaves_the_others_listed(labels: Path, tmp_path: Path) -> None:
    at = ("--profile", tmp_path / "profile")
    run("learn", "me", labels, *at)
    (tmp_path / "profile" / "voices" / "broken.json").write_text("{")
    listed = run("voices", *at)
    assert listed.returncode == 1
    assert "broken.json is damaged" in listed.stderr
    assert listed.stdout.startswith("me: 4 examples")
    assert run("voices", "--delete", "broken", *at).returncode == 0
    assert run("voices", *at).returncode == 0
