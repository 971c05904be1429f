"""``ser-desktop project``, in one process."""

from __future__ import annotations

import csv
import io
import json
import struct
from pathlib import Path
from typing import Any

import pytest
import soundfile

from ser_desktop.commands.parser import build_parser
from ser_desktop.commands.project import run_project
from ser_desktop.errors import ProjectError, SerError
from ser_desktop.paths import Profile
from ser_desktop.project.items import Speaker, TrackSpeaker
from ser_desktop.project.store import ProjectStore
from ser_desktop.texts.messages import Message
from tests.support.projects import annotation


def project(profile: Profile, *arguments: object) -> tuple[int, str]:
    """Exit code and output of one command."""
    out = io.StringIO()
    options = build_parser().parse_args(["project", *map(str, arguments)])
    return run_project(options, profile, out), out.getvalue()


def info(profile: Profile, path: Path) -> Any:
    return json.loads(project(profile, "info", path, "--json")[1])


@pytest.fixture
def talk(sample: Path, tmp_path: Path) -> Path:
    """A project with an analysed recording in a folder beside it."""
    samples, rate_hz = soundfile.read(sample)
    folder = tmp_path / "in"
    folder.mkdir()
    soundfile.write(folder / "talk.wav", samples[: 4 * rate_hz], rate_hz)
    return tmp_path / "talks.serproj"


def test_create_info_and_collect(talk: Path, profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "in" / "text.wav").write_text("no sound")
    assert project(profile, "create", talk, tmp_path / "in", "--analyze") == (1, "")
    with ProjectStore.open(talk) as store:
        (a,) = (r.id for r in store.recordings() if r.name == "talk.wav")
        store.put(annotation("n", recording_id=a), Speaker("s", "Ann"), TrackSpeaker(a, "mix", "s"))
    item = info(profile, talk)
    assert item["schema"] == 2
    text, wav = sorted(item["recordings"], key=lambda found: found["path"], reverse=True)
    if text["path"].endswith("talk.wav"):
        text, wav = wav, text
    assert (text["label"], text["duration_s"]) == (None, None)
    assert wav["label"] is not None
    assert wav["duration_s"] == pytest.approx(4.0)
    assert wav["found"]
    assert [found["rater"] for found in item["annotations"]] == ["ann"]
    assert item["speakers"][0]["tracks"] == [{"recording": a, "track": "mix"}]
    assert "voiceprint" not in json.dumps(item)
    assert "2 recordings, 1 annotation, 1 speaker" in project(profile, "info", talk)[1]
    code, out = project(profile, "collect", talk, tmp_path / "usb")
    assert code == 0
    collected = info(profile, Path(out.strip()))
    assert all("/usb/recordings/" in found["path"] for found in collected["recordings"])
    assert collected["annotations"] == item["annotations"]


def test_voices_are_exported_if_asked_for(talk: Path, profile: Profile, tmp_path: Path) -> None:
    assert project(profile, "create", talk, tmp_path / "in")[0] == 0
    voice = struct.pack("<3f", 0.25, -1.5, 3.0)
    with ProjectStore.open(talk) as store:
        (a,) = store.recordings()
        store.put(Speaker("s", "Ann", voiceprint=voice), TrackSpeaker(a.id, "mix", "s"))

    def exported(*options: str) -> Any:
        out = project(profile, "export", talk, "--format", "jsonl", "--out", tmp_path, *options)[1]
        return json.loads(Path(out.strip()).read_text(encoding="utf-8"))

    assert "voices" not in exported()
    assert exported("--voices")["voices"] == {"mix": [0.25, -1.5, 3.0]}
    with pytest.raises(SerError) as caught:
        exported("--voices", "--pseudonymise")
    assert caught.value.message_id == "export.voices_name_people"
    with pytest.raises(SerError) as caught:
        project(profile, "export", talk, "--format", "csv", "--out", tmp_path, "--voices")
    assert caught.value.message_id == "cli.voices_format"
    for options, kept in ((), b""), (("--voices",), voice):
        folder = tmp_path / f"usb{len(options)}"
        out = project(profile, "collect", talk, folder, *options)[1]
        with ProjectStore.open(Path(out.strip())) as copy:
            assert [speaker.voiceprint for speaker in copy.speakers()] == [kept]


def test_impossible_requests_give_messages(talk: Path, profile: Profile, tmp_path: Path) -> None:
    with pytest.raises(SerError) as caught:
        project(profile, "create", talk, tmp_path / "nowhere.wav")
    assert caught.value.message_id == "project.no_such_path"
    with pytest.raises(ProjectError) as wrong:
        project(profile, "create", tmp_path / "in" / "talk.wav")
    assert wrong.value.message_id == "project.needs_suffix"
    with pytest.raises(ProjectError) as missing:
        project(profile, "info", talk)
    assert missing.value.message_id == "project.missing"
    assert project(profile, "create", talk, tmp_path / "in") == (0, "")
    assert info(profile, talk)["recordings"][0]["sha256"]
    with pytest.raises(ProjectError) as exists:
        project(profile, "create", talk)
    assert exists.value.message_id == "project.exists"
    with ProjectStore.open(talk):  # others may look while the window has it
        assert len(info(profile, talk)["recordings"]) == 1
    with pytest.raises(SystemExit):
        project(profile, "unheard-of", talk)


def test_import_and_export(talk: Path, profile: Profile, tmp_path: Path) -> None:
    project(profile, "create", talk, tmp_path / "in", "--analyze")
    labels = tmp_path / "talk.txt"
    labels.write_text("0.5\t1.5\tanger\n2\t3\toddly\n")
    code, said = project(profile, "import", talk, labels, tmp_path / "none.rttm", "--rater", "eve")
    assert (code, said.count(str(Message("import.done", new=2, known=0, notes=1)))) == (1, 1)
    assert project(
        profile, "import", talk, labels, "--rater", "eve", "--recording", "talk.wav"
    ) == (
        0,
        f"{labels}: {Message('import.done', new=0, known=2, notes=1)}\n",
    )
    assert [found["rater"] for found in info(profile, talk)["annotations"]] == ["eve", "eve"]
    code, said = project(profile, "export", talk, "--format", "eaf", "--out", tmp_path / "out")
    assert (code, said) == (0, f"{tmp_path / 'out' / 'talk.eaf'}\n")
    options = ("--out", tmp_path / "out", "--pseudonymise", "--rater", "eve")
    code, said = project(profile, "export", talk, "--format", "csv", *options)
    with Path(said.strip()).open(newline="", encoding="utf-8") as handle:
        assert "eve" not in {cell for row in csv.reader(handle) for cell in row}
    with pytest.raises(ProjectError) as caught:
        project(profile, "import", talk, labels, "--recording", "other.wav")
    assert caught.value.message_id == "import.no_recording"


def test_a_project_grows_and_is_analysed_once(talk: Path, profile: Profile, tmp_path: Path) -> None:
    assert project(profile, "create", talk) == (0, "")
    assert project(profile, "add", talk, tmp_path / "in") == (
        0,
        f"{talk}: {Message('project.added', new=1, known=0)}\n",
    )
    assert info(profile, talk)["recordings"][0]["label"] is None
    code, said = project(profile, "analyze", talk)
    assert (code, said) == (0, f"{talk}: 1 recording analysed\n")
    (heard,) = info(profile, talk)["recordings"]
    assert heard["headline"]
    assert heard["label"] is not None
    assert project(profile, "analyze", talk)[1] == f"{talk}: 0 recordings analysed\n"
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "more.wav").write_bytes((tmp_path / "in" / "talk.wav").read_bytes())
    (tmp_path / "more" / "broken.wav").write_text("no sound")
    code, said = project(profile, "add", talk, tmp_path / "in", tmp_path / "more", "--analyze")
    assert (code, said) == (1, f"{talk}: {Message('project.added', new=2, known=1)}\n"), (
        "the broken one is named"
    )
    recordings = info(profile, talk)["recordings"]
    assert recordings[0] == heard, "what is there stays as it is"
    assert [r["label"] for r in recordings[1:]].count(None) == 1
    with pytest.raises(SerError) as caught:
        project(profile, "add", talk, tmp_path / "nowhere")
    assert caught.value.message_id == "project.no_such_path"
    assert "analysed" in project(profile, "analyze", talk, "--anew")[1]
