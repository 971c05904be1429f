"""The list's model: rows in order, counts that are always right."""

from __future__ import annotations

from pathlib import Path

from ser_desktop.ui.recordings.recording import Recording
from ser_desktop.ui.recordings.recordings_model import RecordingCounts, RecordingsModel


def filled(n: int) -> tuple[RecordingsModel, list[Recording]]:
    model, recordings = RecordingsModel(), [Recording.of(Path(f"/{i}.wav")) for i in range(n)]
    model.add(recordings)
    return model, recordings


def test_removed_rows_come_back_to_their_places() -> None:
    model, recordings = filled(10)
    gone = [recordings[i] for i in (1, 2, 5, 9)]
    places = [(model.row_of(recording), recording) for recording in gone]
    model.remove(gone)
    assert model.rows() == [r for r in recordings if r not in gone]
    assert [model.row_of(r) for r in model.rows()] == list(range(6))
    assert model.row_of(gone[0]) == -1
    assert model.find(gone[0].path) is None
    model.insert(places)
    assert model.rows() == recordings
    assert [model.row_of(r) for r in recordings] == list(range(10))


def test_counts_follow_the_rows() -> None:
    model, recordings = filled(4)
    assert model.counts == RecordingCounts(without_result=4)
    recordings[0].job.begin(waits=True)
    recordings[1].job.begin(waits=False)
    model.touch(recordings)
    assert model.counts == RecordingCounts(active=2, without_result=2)
    recordings[0].document.displayed_analyses = (object(),)  # type: ignore[assignment]
    recordings[0].job.end()
    model.touch([recordings[0]])
    assert model.counts == RecordingCounts(with_result=1, active=1, without_result=2)
    model.remove(recordings[:2])
    assert model.counts == RecordingCounts(without_result=2)


def test_news_of_many_rows_is_one_signal() -> None:
    model, recordings = filled(100)
    spans: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, *_: spans.append((first.row(), last.row())))
    model.touch(recordings[10:60])
    assert spans == [(10, 59)]
