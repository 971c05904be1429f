"""Many recordings exported at once."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from ser_desktop.batch.export_all import SUMMARY_NAME, ExportOptions, export_all
from ser_desktop.batch.record import RECORD_NAME, FolderRecord
from ser_desktop.batch.recording_state import settings_text
from ser_desktop.emotion.results import Analysis
from ser_desktop.errors import WorkCancelledError
from ser_desktop.export.formats import EXPORT_FORMATS
from ser_desktop.export.summary_csv import header, row
from ser_desktop.export.targets import choose_targets
from ser_desktop.texts.messages import Message


def of(found: Analysis, path: Path, channel: int | None = None) -> Analysis:
    return replace(
        found,
        file=replace(found.file, path=path),
        settings=replace(found.settings, channel=channel),
    )


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["m/a.wav", "m/b.wav"], ["a.csv", "b.csv"]),
        (["m/a.wav", "m/a.flac"], ["a.wav.csv", "a.flac.csv"]),
        (["m/a.wav", "t/A.wav", "t/b.wav"], ["m a.csv", "t A.csv", "b.csv"]),
        (["x/m/a.wav", "y/m/a.wav"], ["m a.wav.csv", "m a.wav (2).csv"]),
        (["m/a.wav", "/a.wav"], ["m a.csv", "a.csv"]),
        (["m/a.wav", "m/a.flac", "m/a.wav.wav"], ["a.wav.csv", "a.flac.csv", "a.wav.wav.csv"]),
    ],
)
def test_no_two_files_have_one_name(sources: list[str], names: list[str]) -> None:
    given = [(Path(name), None) for name in sources]
    found = choose_targets(given, ".csv", Path("out"))
    assert [path.name for path in found] == names
    assert {path.parent for path in found} == {Path("out")}


def test_channels_apart_have_names_of_their_own() -> None:
    pair = [(Path("m/a.wav"), 0), (Path("m/a.wav"), 1)]
    assert choose_targets(pair, ".srt", None) == [Path("m/a left.srt"), Path("m/a right.srt")]


def test_every_format_of_every_recording_and_one_summary(found: Analysis, tmp_path: Path) -> None:
    analyses = [of(found, tmp_path / "in" / name) for name in ("a.wav", "b.wav")]
    options = ExportOptions([EXPORT_FORMATS["csv"], EXPORT_FORMATS["srt"]], True, tmp_path)
    shares: list[float] = []
    waiting = [(tmp_path / "in" / "c.wav", "waiting")]
    outcome = export_all(analyses, waiting, options, shares.append)
    assert {path.name for path in outcome.written} == {
        "a.csv", "b.csv", "a.srt", "b.srt", SUMMARY_NAME,
    }  # fmt: skip
    assert (outcome.skipped, outcome.failed) == ([], [])
    assert shares[-1] == 1.0
    assert (tmp_path / "a.csv").read_text("utf-8") == EXPORT_FORMATS["csv"].render(analyses[0])
    with (tmp_path / SUMMARY_NAME).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [Path(row["file"]).name for row in rows] == ["a.wav", "b.wav", "c.wav"]
    assert (rows[0]["label"], rows[0]["p_angry"], rows[0]["model"]) == ("angry", "0.88", "m")
    assert (rows[2]["label"], rows[2]["error"]) == ("", "waiting")


def test_existing_files_are_skipped_unless_overwrite_is_on(found: Analysis, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine")
    options = ExportOptions([EXPORT_FORMATS["csv"]], False, None)
    outcome = export_all([of(found, tmp_path / "a.wav")], [], options)
    assert outcome.skipped == [tmp_path / "a.csv"]
    assert (tmp_path / "a.csv").read_text() == "mine"
    outcome = export_all([of(found, tmp_path / "a.wav")], [], replace(options, overwrite=True))
    assert outcome.written == [tmp_path / "a.csv"]
    assert (tmp_path / "a.csv").read_text() != "mine"


def test_a_recording_is_never_written_over(found: Analysis, tmp_path: Path) -> None:
    sound = tmp_path / "sound.txt"  # recognised by what is in it
    sound.write_text("sound")
    options = ExportOptions([EXPORT_FORMATS["audacity"]], False, None, overwrite=True)
    outcome = export_all([of(found, sound)], [], options)
    assert outcome.written == []
    assert outcome.failed == [Message("output.is_recording", path=sound)]
    assert sound.read_text() == "sound"


def test_an_unwritable_file_does_not_stop_the_others(found: Analysis, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    analyses = [of(found, tmp_path / "gone" / "a.wav"), of(found, tmp_path / "there" / "b.wav")]
    outcome = export_all(analyses, [], ExportOptions([EXPORT_FORMATS["srt"]], False, None))
    assert outcome.written == [tmp_path / "there" / "b.srt"]
    assert [failure.id for failure in outcome.failed] == ["file.cannot_write"]
    assert outcome.failed[0].fields["path"].name == "a.srt"


def test_a_name_that_is_too_long_for_the_suffix_is_cut(found: Analysis, tmp_path: Path) -> None:
    analyses = [of(found, tmp_path / f"{name}.wav") for name in ("é" * 125, "b")]
    outcome = export_all(analyses, [], ExportOptions([EXPORT_FORMATS["textgrid"]], False, None))
    first, second = outcome.written
    assert first.name.startswith("ééé")
    assert len(first.name.encode()) <= 255
    assert second.name == "b.TextGrid"
    assert outcome.failed == []


def test_a_file_that_cannot_be_written_does_not_stop_the_others(
    found: Analysis, tmp_path: Path
) -> None:
    analyses = [of(found, tmp_path / folder / "talk.wav") for folder in ("missing", ".")]
    outcome = export_all(analyses, [], ExportOptions([EXPORT_FORMATS["textgrid"]], False, None))
    assert [path.name for path in outcome.written] == ["talk.TextGrid"]
    assert [failure.id for failure in outcome.failed] == ["file.cannot_write"]


def test_the_summary_keeps_clear_of_a_recording_of_its_name(
    found: Analysis, tmp_path: Path
) -> None:
    analyses = [of(found, tmp_path / "Emotions.wav")]
    options = ExportOptions([EXPORT_FORMATS["csv"]], True, tmp_path, overwrite=True)
    outcome = export_all(analyses, [], options)
    assert [path.name for path in outcome.written] == ["Emotions.csv", "emotions (2).csv"]
    assert (tmp_path / "emotions (2).csv").read_text("utf-8").startswith("file,channel")


def test_it_stops_between_files_when_cancelled(found: Analysis, tmp_path: Path) -> None:
    analyses = [of(found, tmp_path / name) for name in ("a.wav", "b.wav")]
    options = ExportOptions([EXPORT_FORMATS["csv"]], False, tmp_path)
    with pytest.raises(WorkCancelledError):
        export_all(analyses, [], options, cancelled=lambda: (tmp_path / "a.csv").exists())
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", RECORD_NAME}


def test_a_recording_keeps_its_file_in_the_folder(found: Analysis, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    options = ExportOptions([EXPORT_FORMATS["csv"]], False, out)
    first = [of(found, tmp_path / folder / "talk.wav") for folder in ("p1/s", "p2/s")]
    was = export_all(first, [], options).written
    (out / was[0].name).write_text("of p1")
    later = [of(found, tmp_path / folder / "talk.wav") for folder in ("p0/s", "p1/s", "p2/s")]
    outcome = export_all(later, [], options)
    assert outcome.skipped == was
    (new,) = outcome.written
    assert new not in was
    assert was[0].read_text() == "of p1"
    with (out / RECORD_NAME).open(encoding="utf-8", newline="") as handle:
        rows = {row["output"]: Path(row["recording"]) for row in csv.DictReader(handle)}
    assert rows[new.name] == tmp_path / "p0" / "s" / "talk.wav"
    assert rows[was[1].name] == tmp_path / "p2" / "s" / "talk.wav"


def test_the_index_describes_the_analysed_recording(found: Analysis, tmp_path: Path) -> None:
    recording, out = tmp_path / "a.wav", tmp_path / "out"
    out.mkdir()
    recording.write_bytes(b"as it was analysed")
    status = recording.stat()
    file = replace(
        found.file, path=recording, size_bytes=status.st_size, modified_ns=status.st_mtime_ns
    )
    analysis = replace(found, file=file)
    how = settings_text(analysis.model, analysis.settings)
    export_all([analysis], [], ExportOptions([EXPORT_FORMATS["csv"]], False, out))
    assert FolderRecord(out).is_done(out / "a.csv", recording, how)
    assert not FolderRecord(out).is_done(out / "a.csv", recording, how + " and more")
    other = settings_text(analysis.model, replace(analysis.settings, gate=99))
    assert not FolderRecord(out).is_done(out / "a.csv", recording, other)
    assert not FolderRecord(out).is_done(out / "a.csv", tmp_path / "b.wav", how)
    recording.write_bytes(b"and as it is now")
    assert not FolderRecord(out).is_done(out / "a.csv", recording, how)
    (out / "a.csv").unlink()
    assert not FolderRecord(out).is_done(out / "a.csv", recording, how)


@pytest.mark.parametrize("output", ["../x.csv", "/tmp/x.csv", "a/../../x.csv"])
def test_an_index_that_leads_out_of_the_folder_is_not_followed(
    found: Analysis, tmp_path: Path, output: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    lines = ["output,recording,channel,size_bytes,modified_ns,settings"]
    lines += [f"{output},{tmp_path / 'a.wav'},,1,1,how", "torn"]
    (out / RECORD_NAME).write_text("\n".join(lines))
    options = ExportOptions([EXPORT_FORMATS["csv"]], False, out, overwrite=True)
    outcome = export_all([of(found, tmp_path / "a.wav")], [], options)
    assert outcome.written == [out / "a.csv"]


def test_a_file_name_may_hold_the_end_of_a_line(found: Analysis) -> None:
    text = header() + row(of(found, Path("odd\rname, \n.wav")))
    (read,) = csv.DictReader(io.StringIO(text, newline=""))
    assert read["file"] == "odd\rname, \n.wav"
    assert read["label"] == "angry"


def test_a_link_that_leads_to_itself_does_not_stop_the_others(
    found: Analysis, tmp_path: Path
) -> None:
    loop = tmp_path / "loop.wav"
    loop.symlink_to("loop.wav")
    options = ExportOptions([EXPORT_FORMATS["csv"]], summary=True, folder=tmp_path / "out")
    (tmp_path / "out").mkdir()
    outcome = export_all([of(found, tmp_path / "a.wav")], [(loop, "unreadable")], options)
    assert len(outcome.written) == 2
    assert not outcome.failed
