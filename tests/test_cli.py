"""The commands by the contract: objects, sentences, exit codes. Each runs as a process."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser_desktop.batch.record import RECORD_NAME
from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.export import summary_csv
from ser_desktop.texts.messages import Message
from tests.support.files import wav_header, write_noise_of_rain
from tests.support.models import write_model


def run(
    *arguments: object, blocked: str = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``ser-desktop``; modules named in ``blocked`` cannot be imported."""
    block = "".join(f"sys.modules[{name!r}] = None; " for name in blocked.split())
    code = f"import sys; {block}from ser_desktop.__main__ import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


def said(id: str, **fields: object) -> str:
    """The sentence of a message."""
    return str(Message(id, **fields))


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def one_sentence(text: str) -> bool:
    return text.startswith("ser-desktop: ") and text.count("\n") == 1 and "Traceback" not in text


def test_analyze_gives_the_contracts_object(sample: Path) -> None:
    done = run("analyze", sample)
    assert done.returncode == 0
    # The sample is a made voice, and the model says that it is unlike those it learned from.
    assert all(said("warning.unlike_training") in line for line in done.stderr.splitlines())
    (item,) = lines(done.stdout)
    assert item["schema"] == 2
    assert item["file"]["path"] == str(sample)
    assert set(item["file"]) == {"path", "duration_s", "sample_rate", "channels", "sha256"}
    assert set(item["settings"]) == {"window_s", "hop_s", "uncertain_below", "baseline"}
    assert set(item["overall"]) == {
        "label", "top", "confidence", "probabilities", "intensity", "speech_share", "set",
        "coverage", "headline", "shares",
    }  # fmt: skip
    assert set(item["windows"][0]) == {
        "start_s", "end_s", "speech_share", "probabilities", "intensity",
    }  # fmt: skip
    assert set(item["segments"][0]) == {"start_s", "end_s", "label", "confidence", "intensity"}
    assert list(item["overall"]["probabilities"]) == item["model"]["labels"]
    assert sum(item["overall"]["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    assert item["segments"][-1]["end_s"] == pytest.approx(item["file"]["duration_s"])


def test_order_failures_and_exit_code(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").write_bytes(wav_header(16_000, 0))
    (tmp_path / "letter.wav").write_text("Dear all, this is not a recording.")
    rain = write_noise_of_rain(tmp_path / "rain.wav")
    done = run("analyze", sample, tmp_path / "empty.wav", tmp_path / "letter.wav", rain)
    assert done.returncode == 1
    items = lines(done.stdout)
    assert [item.get("error", {}).get("kind") for item in items] == [
        None, "empty", "unreadable", None,
    ]  # fmt: skip
    assert set(items[1]) == {"schema", "file", "error"}
    assert items[3]["overall"] == {
        "label": "no speech", "top": [], "confidence": None, "probabilities": None,
        "intensity": None, "speech_share": 0.0, "set": [], "coverage": None,
        "headline": "no speech", "shares": {},
    }  # fmt: skip
    sentences = [
        line for line in done.stderr.splitlines() if said("warning.unlike_training") not in line
    ]
    assert len(sentences) == 2


def test_a_folder_is_searched_and_paths_are_joined_with_it(sample: Path, tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "UPPER.FLAC").write_bytes(sample.read_bytes())
    (inner / "notes.txt").write_text("no sound")
    done = run("analyze", "a", cwd=tmp_path)
    assert [item["file"]["path"] for item in lines(done.stdout)] == ["a/b/UPPER.FLAC"]


def test_a_folder_without_sound_is_no_failure(tmp_path: Path) -> None:
    done = run("analyze", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert one_sentence(done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ("analyze", "--nonsense", "x.wav"),
        ("analyze", "SAMPLE", "--uncertain-below", "abc"),
        ("analyze",),
        ("analyze", "not-there.wav"),
        ("analyze", "SAMPLE", "--model", "none"),
        ("analyze", "SAMPLE", "--model", "LETTER"),
        ("analyze", "SAMPLE", "--out", "/nowhere/at/all/out.jsonl"),
        ("analyze", "SAMPLE", "--hop", "-1"),
        ("analyze", "SAMPLE", "LETTER", "--format", "csv"),
        ("evaluate", "not-there.csv"),
        ("analyze", "SAMPLE", "--window", "1e-5"),
        ("analyze", "SAMPLE", "--window", "999999"),
        ("analyze", "SAMPLE", "--channels", "split", "--format", "csv"),
        ("analyze", "SAMPLE", "--speakers", "2", "--format", "csv"),
        ("analyze", "SAMPLE", "--speakers", "0"),
        ("analyze", "SAMPLE", "--language", "nonsense12"),
        ("--nonsense",),
        ("record",),
    ],
)
def test_impossible_requests_give_one_message_and_exit_code_two(
    arguments: tuple[str, ...], sample: Path, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.onnx"
    letter.write_text("no model")
    known = {"SAMPLE": str(sample), "LETTER": str(letter)}
    done = run(*[known.get(word, word) for word in arguments])
    assert done.returncode == 2
    assert done.stdout == ""
    assert one_sentence(done.stderr)
    assert " _" not in done.stderr, "names of functions tell a person nothing"


def test_a_model_that_cannot_be_used_is_the_programs_fault_not_the_files(
    sample: Path, tmp_path: Path
) -> None:
    needs_librosa = write_model(
        tmp_path / "m.onnx", input_name="features", front_end="mfcc-means", input_shape=("b", 40),
        window_s="4.0", sample_rate="24000",
    )  # fmt: skip
    done = run("analyze", sample, "--model", needs_librosa, blocked="librosa")
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr
    assert "librosa" in done.stderr
    assert done.stdout == ""


def test_results_stay_where_a_later_run_has_none(sample: Path, tmp_path: Path) -> None:
    target, empty = tmp_path / "r.csv", tmp_path / "empty.wav"
    assert run("analyze", sample, "--format", "csv", "--out", target).returncode == 0
    before = target.read_text("utf-8")
    assert before
    empty.write_bytes(b"")
    assert run("analyze", empty, "--format", "csv", "--out", target).returncode == 1
    assert target.read_text("utf-8") == before
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_compare_reports_missing_files(tmp_path: Path) -> None:
    done = run("compare", tmp_path / "nosuch.wav")
    assert done.returncode == 2
    assert one_sentence(done.stderr)


def test_out_writes_only_a_file(sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    done = run("analyze", sample, "--out", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert len(lines(target.read_text("utf-8"))) == 1
    assert list(tmp_path.iterdir()) == [target]


def test_a_summary_has_a_row_for_each_recording(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.wav").write_text("Dear all, this is not a recording.")
    rain = write_noise_of_rain(tmp_path / "rain.wav")
    given = [str(path) for path in (sample, tmp_path / "letter.wav", rain)]
    done = run("analyze", *given, "--format", "summary")
    assert done.returncode == 1
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["file"] for row in rows] == given
    assert rows[1]["error"] in done.stderr
    assert [row["label"] for row in rows[1:]] == ["", "no speech"]
    numbers = [float(rows[0][f"p_{emotion}"]) for emotion in EMOTIONS]
    assert sum(numbers) == pytest.approx(1, abs=1e-4)
    assert float(rows[0]["confidence"]) == max(numbers)
    assert (rows[0]["model"], rows[0]["window_s"]) == ("ser-base", "3.0")


def test_a_summary_keeps_its_keys_and_adds_words_of_a_language(
    sample: Path, tmp_path: Path
) -> None:
    (tmp_path / "letter.wav").write_text("Dear all, this is not a recording.")
    given = (tmp_path / "letter.wav", write_noise_of_rain(tmp_path / "rain.wav"))
    done = run("analyze", *given, "--format", "summary", "--translate", "de")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["label"] for row in rows] == ["", "no speech"]
    assert [row["label_de"] for row in rows] == ["", "keine Sprache"]
    assert "label_de" not in summary_csv.columns()
    done = run("analyze", sample, "--format", "csv", "--translate", "de")
    assert (done.returncode, said("cli.translate_format", format="summary") in done.stderr) == (
        2,
        True,
    )


def test_a_folder_takes_a_file_for_each_recording(sample: Path, tmp_path: Path) -> None:
    for name in ("a/one.flac", "b/one.flac", "b/two.flac"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(sample.read_bytes())
    (tmp_path / "b" / "broken.wav").write_bytes(b"")
    out = tmp_path / "out"
    out.mkdir()
    arguments = ("analyze", tmp_path / "a", tmp_path / "b", "--format", "csv", "--out", out)
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert "broken.wav" in done.stderr
    names = {"a one.csv", "b one.csv", "two.csv", RECORD_NAME}
    assert {path.name for path in out.iterdir()} == names
    (out / "two.csv").write_text("mine")
    (out / "a one.csv").unlink()
    assert run(*arguments, "--skip-existing").returncode == 1
    assert (out / "two.csv").read_text() == "mine"
    assert {path.name for path in out.iterdir()} == names
    done = run(*arguments, "--skip-existing")
    assert said("analyze.skipped", n=3, total=4, folder=out) in done.stderr
    assert run("analyze", sample, "--skip-existing").returncode == 2
    assert run(*arguments, "--channels", "split").returncode == 2
    done = run(*arguments, "--skip-existing", "--smooth", "5")
    assert "skipped" not in done.stderr, "these are other settings"
    (tmp_path / "out" / "two.csv").write_text("mine")
    (tmp_path / "out" / RECORD_NAME).unlink()
    done = run(*arguments, "--skip-existing")
    unknown = said("output.not_in_record", path=out / "two.csv", record=RECORD_NAME)
    assert unknown in done.stderr
    assert (out / "two.csv").read_text() == "mine"


def test_a_later_recording_of_the_same_name_gets_its_own_file(sample: Path, tmp_path: Path) -> None:
    def put(person: str) -> None:
        folder = tmp_path / "in" / person / "s1"
        folder.mkdir(parents=True)
        (folder / "talk.flac").write_bytes(sample.read_bytes())

    arguments = ("analyze", tmp_path / "in", "--format", "csv", "--out", f"{tmp_path}/done/",
                 "--skip-existing")  # fmt: skip
    put("p1")
    put("p2")
    assert run(*arguments).returncode == 0
    put("p0")
    done = run(*arguments)
    assert said("analyze.skipped", n=2, total=3, folder=f"{tmp_path}/done") in done.stderr
    made = {path.relative_to(tmp_path / "done").as_posix() for path in tmp_path.glob("done/*/*/*")}
    assert made == {"p0/s1/talk.csv", "p1/s1/talk.csv", "p2/s1/talk.csv"}
    # One folder after the other into the same place.
    for person in ("p1", "p2"):
        one = ("analyze", tmp_path / "in" / person / "s1", "--format", "csv", "--out",
               f"{tmp_path}/flat/", "--skip-existing")  # fmt: skip
        assert run(*one).returncode == 0
    assert len(list((tmp_path / "flat").glob("*talk*.csv"))) == 2


def test_a_run_into_a_folder_can_be_continued(sample: Path, tmp_path: Path) -> None:
    arguments = ("analyze", sample, "--format", "jsonl", "--out", f"{tmp_path}/done/")
    assert run(*arguments).returncode == 0
    (item,) = lines((tmp_path / "done" / f"{sample.stem}.json").read_text("utf-8"))
    assert item["file"]["path"] == str(sample)
    skipped = said("analyze.skipped", n=1, total=1, folder=f"{tmp_path}/done")
    assert skipped in run(*arguments, "--skip-existing").stderr
    assert run("analyze", sample, "--format", "csv", "--out", "").returncode == 2


def test_a_name_that_is_too_long_for_the_suffix_is_cut(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "n" * 250, "z"):
        (tmp_path / "in" / f"{name}.wv").write_bytes(sample.read_bytes())
    done = run("analyze", tmp_path / "in", "--format", "textgrid", "--out", f"{tmp_path}/out/")
    assert done.returncode == 0
    stems = {path.stem for path in (tmp_path / "out").glob("*.TextGrid")}
    assert {stem.rstrip("n") for stem in stems} == {"a", "", "z"}, "its end is cut"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("--window", "0.1", "--hop", "60"), "would not be analysed"),
        (("--model", "mlp-256", "--window", "10"), "analyses 3 s at a time"),
    ],
)
def test_settings_that_leave_sound_out_are_refused(
    sample: Path, asked: tuple[str, ...], sentence: str
) -> None:
    done = run("analyze", sample, *asked)
    assert done.returncode == 2
    assert one_sentence(done.stderr)
    assert sentence in done.stderr


def test_a_short_window_brings_the_hop_with_it(sample: Path) -> None:
    (item,) = lines(run("analyze", sample, "--window", "0.5").stdout)
    assert item["settings"]["hop_s"] == 0.5
    ends = [window["end_s"] for window in item["windows"]]
    starts = [window["start_s"] for window in item["windows"]]
    assert all(start <= end for start, end in zip(starts[1:], ends, strict=False))


def test_a_truncated_recording_is_marked_in_every_format(sample: Path, tmp_path: Path) -> None:
    samples, rate_hz = soundfile.read(sample)
    soundfile.write(tmp_path / "whole.wav", samples, rate_hz)
    content = (tmp_path / "whole.wav").read_bytes()
    (tmp_path / "part.wav").write_bytes(content[: len(content) // 2])
    done = run("analyze", tmp_path / "part.wav", "--format", "summary")
    assert "The file ends early" in done.stderr
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert (row["truncated"], row["repaired"]) == ("1", "0")


def test_a_terminal_that_is_closed_keeps_what_is_finished(sample: Path, tmp_path: Path) -> None:
    for i in range(200):
        (tmp_path / f"{i:03d}.flac").symlink_to(sample)
    target = tmp_path / "t.csv"
    master, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ser_desktop", "analyze", str(tmp_path), "--format", "summary",
         "--out", str(target)],
        stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
    )  # fmt: skip
    os.close(terminal)
    end = time.monotonic() + 60
    while time.monotonic() < end and not any(
        path.stat().st_size > 2000 for path in tmp_path.glob(".ser-*.part")
    ):
        time.sleep(0.05)
    os.close(master)  # nothing that is said arrives any more
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=60) == 128 + signal.SIGHUP
    assert len(target.read_text("utf-8").splitlines()) > 2


def test_a_recording_that_is_named_twice_has_one_file(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.flac").write_bytes(sample.read_bytes())
    arguments = ("analyze", folder, folder / "a.flac", "--format", "csv", "--out",
                 f"{tmp_path}/out/", "--skip-existing")  # fmt: skip
    assert run(*arguments).returncode == 0
    skipped = said("analyze.skipped", n=1, total=1, folder=f"{tmp_path}/out")
    assert skipped in run(*arguments).stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a.csv", RECORD_NAME}


def test_a_table_of_all_recordings_is_not_written_to_a_folder(sample: Path, tmp_path: Path) -> None:
    done = run("analyze", sample, "--format", "summary", "--out", f"{tmp_path}/new/")
    assert done.returncode == 2
    assert said("analyze.needs_file", format="summary") in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_time_limit_keeps_what_is_finished(
    sample: Path, tmp_path: Path, number: signal.Signals
) -> None:
    for i in range(200):
        (tmp_path / f"{i:03d}.flac").symlink_to(sample)
    target = tmp_path / "t.csv"
    process = subprocess.Popen(
        [sys.executable, "-m", "ser_desktop", "analyze", str(tmp_path), "--format", "summary",
         "--out", str(target)],
        stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
    )  # fmt: skip
    end = time.monotonic() + 60
    while time.monotonic() < end and not any(
        path.stat().st_size > 2000 for path in tmp_path.glob(".ser-*.part")
    ):
        time.sleep(0.05)
    process.send_signal(number)
    _, sentences = process.communicate(timeout=60)
    assert process.returncode == 128 + number, sentences
    assert said("analyze.interrupted") in sentences
    assert len(target.read_text("utf-8").splitlines()) > 2
    assert not list(tmp_path.glob(".ser-*"))


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("analyse", Message("app.unknown_command_near", word="analyse", command="analyze")),
        ("nothere.wav", Message("app.unknown_command", word="nothere.wav")),
    ],
)
def test_a_word_that_is_neither_command_nor_file_opens_no_window(
    word: str, sentence: Message
) -> None:
    done = run(word, "talk.wav", QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 2
    assert done.stderr == f"ser-desktop: {sentence}\n"


def test_a_folder_of_results_never_costs_a_recording(sample: Path, tmp_path: Path) -> None:
    recording = tmp_path / "talk.txt"  # recognised by what is in it
    recording.write_bytes(sample.read_bytes())
    done = run("analyze", recording, "--format", "audacity", "--out", tmp_path)
    assert done.returncode == 2
    assert said("output.is_recording", path=tmp_path / "talk.txt") in done.stderr
    assert recording.read_bytes() == sample.read_bytes()


@pytest.mark.parametrize("name", ["table", "summary", "csv", "audacity", "textgrid", "srt"])
def test_other_formats(sample: Path, name: str) -> None:
    done = run("analyze", sample, "--format", name)
    assert done.returncode == 0
    assert done.stdout.strip()


def test_options_are_applied(sample: Path) -> None:
    done = run("analyze", sample, "--hop", "0.5", "--window", "2", "--uncertain-below", "0.99")
    (item,) = lines(done.stdout)
    assert item["settings"] == {
        "window_s": 2.0, "hop_s": 0.5, "uncertain_below": 0.99, "baseline": None,
    }  # fmt: skip
    assert item["overall"]["label"] == "uncertain"
    assert item["windows"][1]["start_s"] == 0.5


def test_standard_output_has_results_only_if_a_library_writes_to_it(sample: Path) -> None:
    code = (
        "import os, sys; from ser_desktop import cli; import ser_desktop.emotion.inference as a; "
        "old = a.open_audio; "
        "a.open_audio = lambda p: (os.write(1, b'noise of a library\\n'), old(p))[1]; "
        f"sys.exit(cli.main(['analyze', {str(sample)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert len(lines(done.stdout)) == 1
    assert "noise of a library" in done.stderr


def test_interrupted_keeps_what_is_finished(sample: Path, tmp_path: Path) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    long = tmp_path / "long.wav"
    soundfile.write(long, np.tile(samples, 200), rate_hz)
    process = subprocess.Popen(
        [sys.executable, "-m", "ser_desktop", "analyze", str(sample), str(long)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A suite started in the background hands its children an ignored SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    rest, sentences = process.communicate(timeout=20)
    assert process.returncode == 130
    assert json.loads(first)["file"]["path"] == str(sample)
    assert rest == ""
    assert "Traceback" not in sentences


def test_the_commands_need_no_qt_and_no_display(sample: Path) -> None:
    for command in (["analyze", sample], ["models", "--json"], ["devices", "--json"]):
        done = run(*command, blocked="PySide6 pyqtgraph", DISPLAY="", QT_QPA_PLATFORM="")
        assert done.returncode == 0
        assert json.loads(done.stdout) is not None


def test_the_window_without_qt_or_display_gives_one_message() -> None:
    without_display = run(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert (without_display.returncode, one_sentence(without_display.stderr)) == (2, True)
    unreachable = run(DISPLAY=":4242", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert (unreachable.returncode, one_sentence(unreachable.stderr)) == (2, True)
    without_qt = run(blocked="PySide6")
    assert (without_qt.returncode, one_sentence(without_qt.stderr)) == (2, True)


def test_a_file_named_like_a_command(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "devices").write_bytes(sample.read_bytes())
    done = run("analyze", "./devices", cwd=tmp_path)
    assert done.returncode == 0
    (item,) = lines(done.stdout)
    assert item["file"]["path"] == "./devices"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes such names")
def test_a_name_that_is_not_utf8_loses_no_other_file(sample: Path, tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xe9.flac")
    Path(odd).write_bytes(sample.read_bytes())
    broken = os.fsdecode(os.fsencode(tmp_path) + b"/broken\xe9.wav")
    Path(broken).write_bytes(b"x" * 100)
    done = run("analyze", odd, broken, sample)
    assert done.returncode == 1
    items = lines(done.stdout)
    assert [item["file"]["path"] for item in items] == [odd, broken, str(sample)]
    target = tmp_path / "out.jsonl"
    assert run("analyze", odd, "--out", target).returncode == 0
    assert lines(target.read_text("utf-8"))[0]["file"]["path"] == odd


def test_each_channel_on_its_own(sample: Path, tmp_path: Path) -> None:
    samples, rate_hz = soundfile.read(sample, dtype="float32")
    noise = np.random.default_rng(0).standard_normal(len(samples)) * 0.01
    path = tmp_path / "two.wav"
    soundfile.write(path, np.stack([samples, noise], axis=1), rate_hz)
    (item,) = lines(run("analyze", path, "--channels", "split").stdout)
    first, second = item["channels"]
    assert (first["channel"], second["channel"]) == (0, 1)
    assert first["overall"]["label"] != "no speech"
    assert second["overall"]["label"] == "no speech"
    alone = lines(run("analyze", sample).stdout)[0]["overall"]["probabilities"]
    assert first["overall"]["probabilities"] == pytest.approx(alone, abs=0.02)


def test_out_never_replaces_a_recording_or_a_device(sample: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.flac"
    own.write_bytes(sample.read_bytes())
    for target, name in ((own, "jsonl"), (tmp_path, "summary")):
        done = run("analyze", own, "--format", name, "--out", target)
        assert done.returncode == 2
        assert one_sentence(done.stderr)
    assert own.read_bytes() == sample.read_bytes()
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "real.jsonl")
    assert run("analyze", own, "--out", link).returncode == 0
    assert link.is_symlink()
    assert (tmp_path / "real.jsonl").is_file()
    assert run("analyze", own, "--out", "/dev/null").returncode == 0
    assert not Path("/dev/null").is_file()


def test_a_full_output_disk_is_one_message(sample: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ser_desktop", "analyze", str(sample)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "ser-desktop: " in done.stderr


def test_the_option_profile_works_before_and_after_the_command(tmp_path: Path) -> None:
    from tests.support.models import write_model

    (tmp_path / "models").mkdir()
    write_model(tmp_path / "models" / "mine.onnx", name="mine")
    for words in (("--profile", tmp_path, "models"), ("models", "--profile", tmp_path)):
        assert "mine 0.1" in run(*words).stdout


def test_evaluate_when_every_file_fails(tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("file_path,true_emotion\ngone.wav,sad\n")
    done = run("evaluate", labels, "--json")
    assert done.returncode == 1
    item = json.loads(done.stdout)
    assert (item["n"], item["n_failed"], item["labels"]) == (0, 1, ["sad"])


def test_models_lists_figures(tmp_path: Path) -> None:
    done = run("models", "--json", "--profile", tmp_path)
    items = json.loads(done.stdout)
    assert [item["name"] for item in items][:2] == ["ser-base", "ser-small"]
    for item in items:
        assert set(item) == {
            *("name", "version", "labels", "licence", "metrics", "languages", "role", "path"),
        }
        assert Path(item["path"]).is_file()
        assert "accuracy" in item["metrics"]["luna5"]


def test_self_test_passes() -> None:
    done = run("self-test")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "OK"
    assert "FAIL" not in done.stdout


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("ser-desktop ")
    assert "analyze" in run("--help").stdout


def test_evaluate_by_forced_choice_and_strictly(sample: Path, tmp_path: Path) -> None:
    rain = write_noise_of_rain(tmp_path / "rain.wav")
    labels = tmp_path / "labels.csv"
    with labels.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["file_path", "true_emotion"])
        writer.writerows([[sample, "happy"], [rain.name, "sad"], ["gone.wav", "sad"]])
    done = run("evaluate", labels, "--json")
    assert done.returncode == 1
    item = json.loads(done.stdout)
    assert list(item)[:6] == ["n", "n_failed", "accuracy", "uar", "macro_f1", "coverage"]
    assert (item["n"], item["n_failed"], item["labels"]) == (2, 1, ["happy", "sad"])
    assert np.sum(item["confusion"]) == 2
    assert item["coverage"] <= 0.5
    assert item["unanswered_counted_wrong"]["accuracy"] <= item["accuracy"]
    assert set(item["per_emotion"]) == {"happy", "sad"}


@pytest.mark.microphone
def test_record_and_devices_through_a_real_microphone(
    virtual_microphone: object, sample: Path, tmp_path: Path
) -> None:
    devices = json.loads(run("devices", "--json").stdout)
    assert any(device["default"] for device in devices)
    assert set(devices[0]) == {"name", "host_api", "channels", "default_rate", "default"}
    target = tmp_path / "take.wav"
    with virtual_microphone.playing(sample):  # type: ignore[attr-defined]
        done = run("record", "--seconds", "1.5", "--out", target)
    assert done.returncode == 0
    assert done.stdout == f"{target}\n"
    assert soundfile.info(target).duration == pytest.approx(1.5, abs=0.4)


def test_record_lists_the_devices(tmp_path: Path) -> None:
    done = run("record", "--seconds", "1", "--device", "no such", "--out", tmp_path / "x.wav")
    assert done.returncode == 2
    assert one_sentence(done.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows closes no descriptors so")
def test_closed_standard_output_is_an_error(sample: Path) -> None:
    code = "import sys; from ser_desktop.__main__ import main; sys.exit(main())"
    line = f"'{sys.executable}' -c '{code}' analyze '{sample}' >&-"
    done = subprocess.run(
        line, shell=True, stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert one_sentence(done.stderr)


def test_a_link_that_leads_to_itself_is_one_failure(sample: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop.wav"
    loop.symlink_to("loop.wav")
    labels = tmp_path / "labels.csv"
    labels.write_text(f"file_path,true_emotion\n{sample},angry\nloop.wav,sad\n")
    done = run("compare", loop, sample, "--labels", labels, "--models", "ser-small", "--json")
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert len(json.loads(done.stdout)["files"]) == 2


def test_opposite_channels_are_analysed_with_a_warning(sample: Path, tmp_path: Path) -> None:
    samples, rate_hz = soundfile.read(sample)
    path = tmp_path / "opposite.wav"
    soundfile.write(path, np.stack([samples, -samples], axis=1), rate_hz)
    done = run("analyze", path, "--format", "jsonl")
    (item,) = lines(done.stdout)
    assert item["overall"]["label"] != "no speech"
    assert item["warnings"][0] == {"id": "opposite_phase", "channel": "left"}
    assert "opposite in phase" in done.stderr


def test_damage_is_reported_with_its_times(sample: Path, tmp_path: Path) -> None:
    content = bytearray(sample.read_bytes())
    content[len(content) // 2] ^= 0x10
    path = tmp_path / "damaged.flac"
    path.write_bytes(content)
    done = run("analyze", path, "--format", "jsonl")
    (item,) = lines(done.stdout)
    ((start_s, end_s),) = item["file"]["damaged"]
    assert 0 < start_s < end_s < item["file"]["duration_s"]
    assert item["warnings"][0]["id"] == "damaged"
    assert "truncated" not in item["file"]
    assert "is damaged at" in done.stderr


def test_analyze_reads_standard_input(sample: Path) -> None:
    def analyzed(*arguments: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "ser_desktop", "analyze", *arguments],
            input=given,
            capture_output=True,
            timeout=60,
            check=False,
        )

    done = analyzed("-", given=sample.read_bytes())
    assert done.returncode == 0, done.stderr
    item = json.loads(done.stdout)
    of_file = json.loads(run("analyze", sample).stdout)
    assert item["file"]["path"] == "-"
    assert item["overall"] == of_file["overall"]
    assert item["file"]["sha256"] == of_file["file"]["sha256"]
    bad = analyzed("-", given=b"no sound")
    assert bad.returncode == 1
    assert json.loads(bad.stdout)["file"]["path"] == "-"
    two = analyzed("-", str(sample), given=b"")
    assert (two.returncode, two.stdout) == (2, b"")
    assert two.stderr.decode() == f"ser-desktop: {said('analyze.input_alone')}\n"
