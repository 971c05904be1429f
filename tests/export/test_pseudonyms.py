"""Whatever people and files are called: a pseudonymised export holds none of it, in no byte."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ser_desktop.emotion.speaker_turns import SpeakerTurn
from ser_desktop.errors import ProjectError
from ser_desktop.export.project.content import ExportOptions, ProjectContent
from ser_desktop.export.project.formats import PROJECT_FORMATS, export_project
from ser_desktop.project.items import Setting, Speaker, TrackSpeaker, Turns
from ser_desktop.project.store import ProjectStore
from tests.support.projects import add_recording, annotation

CORES = st.from_regex(r"qz[a-z]{4}", fullmatch=True)
"""What is looked for; no word of the program holds it."""
DRESSED = st.sampled_from(["{}", "{}.wav", "Dr. {} & <Söhne>", "a/{}", "=cmd|{}", "x\n{}", "{}-2"])


def everything_in(path: Path) -> bytes:
    """The bytes of a file, unpacked where it is packed."""
    content = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as packed:
            content += b"".join(packed.read(name) for name in packed.namelist())
    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path)
        content += repr((table.to_pylist(), table.schema.metadata)).encode()
    return content + path.name.encode()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cores=st.lists(CORES, min_size=11, max_size=11, unique=True),
    dress=st.lists(DRESSED, min_size=11, max_size=11),
)
def test_no_byte_names_anybody(cores: list[str], dress: list[str]) -> None:
    words = [pattern.format(core) for core, pattern in zip(cores, dress, strict=True)]
    speaker, rater, note, tag, track, consent_note, file, _, _, about, own = words
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out = folder / "out"
        with ProjectStore.create(folder / f"{cores[8]}.serproj") as store:
            path = folder / cores[6] / f"{file.replace('/', '_')}.{cores[7]}"
            recording = add_recording(store, "a", ["sad", "angry", None], path)
            store.put(
                replace(
                    recording, note=note, tags=(tag,), consent="given", consent_note=consent_note
                ),
                Speaker("s", speaker, note=about, voiceprint=np.ones(4, "<f4").tobytes()),
                TrackSpeaker("a", track, "s"),
                Turns("a", (SpeakerTurn("speaker-1", 0.0, 2.0),)),
                annotation("1", rater=rater, note=own, track=track),
                annotation("2", rater=rater, labels={}, note=own, track="speaker-1"),
                Setting("note", about),
                Setting("threshold", {"uncertain_below": 0.1, "n_ratings": 20}),
            )
            with pytest.raises(ProjectError):
                ProjectContent(store, ExportOptions(pseudonymise=True, voices=True))
            content = ProjectContent(store, ExportOptions(pseudonymise=True))
            for wanted in PROJECT_FORMATS.values():
                for path in export_project(content, wanted, out / wanted.name):
                    found = everything_in(path).lower()
                    for core in cores:
                        assert core.encode() not in found, (core, path.name)
                        assert core.encode("utf-16-le") not in found, (core, path.name)
                    assert name.encode() not in found, path.name
                    assert b"voiceprint" not in found
