"""Annotations of other programs: read as they are written, and hostile files refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ser_desktop.emotion.labels import EMOTIONS
from ser_desktop.errors import ProjectError
from ser_desktop.project.importing import text_file
from ser_desktop.project.importing.label_words import labels_from, labels_text
from ser_desktop.project.importing.placing import place
from ser_desktop.project.importing.reading import READERS, read_labels_of
from ser_desktop.project.items import Recording, Speaker, TrackSpeaker
from ser_desktop.project.store import ProjectStore

EAF = """<?xml version="1.0" encoding="{encoding}"?>
{doctype}<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR MEDIA_URL="file:///c:/x/b.wav"
 MIME_TYPE="audio/x-wav"/></HEADER>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="500"/>
<TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="1500"/></TIME_ORDER>
<TIER LINGUISTIC_TYPE_REF="default-lt" TIER_ID="Zoë/ann"><ANNOTATION>
<ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
<ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
</ANNOTATION_DOCUMENT>
"""
SHORT_GRID = '''File type = "ooTextFile"
Object class = "TextGrid"

0
3
<exists>
2
"IntervalTier"
"left/ann"
0
3
2
0
1
"wütend ""so"""
1
3
"sadness"
"TextTier"
"clicks"
0
3
1
2.5
"anger"
'''


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProjectStore]:
    """Recordings a.wav and b.wav; in b.wav, Zoë speaks on the left."""
    with ProjectStore.create(tmp_path / "p.serproj") as store:
        store.put(Recording("a", tmp_path / "a.wav"), Recording("b", tmp_path / "b.wav", 1.0))
        store.put(Speaker("z", "Zoë"), TrackSpeaker("b", "left", "z"))
        yield store


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ProjectError) as caught:
        read_labels_of(path)
    assert "\n" not in str(caught.value)
    return caught.value.message_id


def test_words_for_emotions() -> None:
    words = {"ANG": "angry", "happiness": "happy", "Fear": "fearful", "surpri": "surprised"}
    for word, emotion in words.items():
        assert labels_from(word) == {emotion: 1.0}
    assert labels_from("angry:0.7+sad:0.3") == {"angry": 0.7, "sad": 0.3}
    assert labels_from("angry (70 %); sad 30%") == {"angry": 0.7, "sad": 0.3}
    assert labels_from("anger/fear") == {"angry": 0.5, "fearful": 0.5}
    for other in ("", "xyz", "an", "the angry one", "sad+sad", "sad 700", "sad+bored", "a" * 99):
        assert labels_from(other) is None, other


@given(st.dictionaries(st.sampled_from(EMOTIONS), st.integers(0, 1000), min_size=1, max_size=4))
def test_labels_read_back(weights: dict[str, int]) -> None:
    labels = {label: weight / 1000 for label, weight in weights.items()}
    assert labels_from(labels_text(labels)) == labels


def test_audacity(store: ProjectStore, tmp_path: Path) -> None:
    lines = "0.5\t1.25\tanger\n\\\t100\t200\n1,5\t2\twhy | so\r\n2\t2\t\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        path = written(tmp_path / "a.txt", lines, encoding)
        placed = place(store, path, read_labels_of(path), rater="bob")
        first, second, third = placed.annotations
        assert (first.recording_id, first.start_s, first.end_s) == ("a", 0.5, 1.25)
        assert (first.labels, first.rater, first.origin) == ({"angry": 1.0}, "bob", "import")
        assert (second.labels, second.note, second.start_s) == ({}, "why | so", 1.5)
        assert (third.labels, third.note, placed.notes) == ({}, "", 2)
    store.put(*placed.annotations)
    again = place(store, path, read_labels_of(path), rater="bob")
    assert (again.annotations, again.known) == ((), 3)


def test_praat(store: ProjectStore, tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16"):
        path = written(tmp_path / "a.TextGrid", SHORT_GRID, encoding)
        own, sad, point = place(store, path, read_labels_of(path)).annotations
        assert (own.track, own.rater, own.labels, own.note) == ("left", "ann", {}, 'wütend "so"')
        assert (sad.labels, sad.start_s, sad.end_s) == ({"sad": 1.0}, 1, 3)
        assert (point.track, point.rater, point.start_s, point.end_s) == ("mix", "clicks", 2.5, 2.5)


def test_elan(store: ProjectStore, tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16"):
        text = EAF.format(encoding=encoding, doctype="", value="happy:0.6+calm:0.4 | laughs")
        path = written(tmp_path / "x.eaf", text, encoding)
        (found,) = place(store, path, read_labels_of(path)).annotations
        assert (found.recording_id, found.track, found.rater) == ("b", "left", "ann")
        assert (found.start_s, found.end_s) == (0.5, 1.5)
        assert (found.labels, found.note) == ({"happy": 0.6, "calm": 0.4}, "laughs")


def test_entities_are_refused(tmp_path: Path) -> None:
    secret = written(tmp_path / "secret", "secret")
    for declared in ('<!ENTITY e "ha">', f'<!ENTITY e SYSTEM "{secret.as_uri()}">'):
        doctype = f"<!DOCTYPE ANNOTATION_DOCUMENT [{declared}]>\n"
        for encoding in ("utf-8", "utf-16"):
            text = EAF.format(encoding=encoding, doctype=doctype, value="&e;")
            assert refusal(written(tmp_path / "x.eaf", text, encoding)) == "import.entities"


def test_rttm_and_csv(store: ProjectStore, tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.rttm",
        ";; a remark\nSPKR-INFO b 1 <NA> <NA> <NA> unknown Zoë <NA> <NA>\n"
        "SPEAKER b 1 0.5 1.5 <NA> angry Zoë 0.9 <NA>\nSPEAKER a 1 2 1 <NA> <NA> P2 <NA> <NA>\n",
    )
    first, second = place(store, path, read_labels_of(path), rater="bob").annotations
    assert (first.recording_id, first.track, first.labels) == ("b", "left", {"angry": 1.0})
    assert (second.recording_id, second.start_s, second.end_s) == ("a", 2, 3)
    assert second.track == "P2"

    for separator in (",", ";", "\t"):
        rows = "Start,Duration,Emotion,File,Rater,note\n1.0,0.5,sad,C:\\x\\a.wav,eve,so\n,,,,,\n"
        path = written(tmp_path / "x.csv", rows.replace(",", separator))
        (found,) = place(store, path, read_labels_of(path)).annotations
        assert (found.recording_id, found.start_s, found.end_s) == ("a", 1.0, 1.5)
        assert (found.labels, found.rater, found.note) == ({"sad": 1.0}, "eve", "so")
    path = written(tmp_path / "y.csv", "start,end,label\n0,1,sad\n")
    with pytest.raises(ProjectError) as caught:
        place(store, path, read_labels_of(path))
    assert caught.value.message_id == "import.which_recording"


def test_unreadable_files_give_messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(tmp_path / "none.txt") == "import.unreadable"
    assert refusal(written(tmp_path / "a.docx", "")) == "import.unknown_format"
    monkeypatch.setattr(text_file, "MAX_BYTES", 1000)
    for suffix in READERS:
        assert refusal(written(tmp_path / f"large{suffix}", "x" * 2000)) == "import.too_large"
        assert refusal(written(tmp_path / f"wrong{suffix}", "what\nis this")) == "import.unreadable"
        (tmp_path / f"zeros{suffix}").write_bytes(bytes(500))
        assert refusal(tmp_path / f"zeros{suffix}") == "import.unreadable"
    assert refusal(written(tmp_path / "b.txt", "nan\t1\tsad\n")) == "import.unreadable"
    assert refusal(written(tmp_path / "b.csv", "start,end,label\n2,1,sad\n")) == "import.unreadable"
    assert refusal(written(tmp_path / "b.txt", "")) == "import.nothing"


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    suffix=st.sampled_from(sorted(READERS)),
    at=st.integers(0, 900),
    junk=st.binary(max_size=8),
    length=st.integers(0, 1100),
)
def test_damaged_files_are_read_or_reported(
    tmp_path: Path, suffix: str, at: int, junk: bytes, length: int
) -> None:
    whole = {
        ".textgrid": SHORT_GRID,
        ".eaf": EAF.format(encoding="utf-8", doctype="", value="sad"),
        ".rttm": "SPEAKER b 1 0.5 1.5 <NA> angry Zoë 0.9 <NA>\n",
        ".txt": "0.5\t1\tsad\n",
    }.get(suffix, "start,end,label\n0,1,sad\n")
    content = bytearray(whole.encode()[:length])
    content[at % (len(content) + 1) :][: len(junk)] = junk
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content[: at % (len(content) + 1)] + junk + content[at % (len(content) + 1) :])
    with suppress(ProjectError):
        labels = read_labels_of(path)
        assert labels
        assert all(label.start_s <= label.end_s for label in labels)


FREE_SLOTS = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2024-05-01T10:00:00+01:00" FORMAT="3.0" VERSION="3.0"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
<MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/Users/x/a.wav" MIME_TYPE="audio/x-wav"/></HEADER>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1000"/><TIME_SLOT TIME_SLOT_ID="ts2"/>
<TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="4000"/><TIME_SLOT TIME_SLOT_ID="ts4"/></TIME_ORDER>
<TIER LINGUISTIC_TYPE_REF="t" TIER_ID="Emotion" PARTICIPANT="Ben" ANNOTATOR="eve">
{first}{second}{third}</TIER>
<TIER LINGUISTIC_TYPE_REF="n" PARENT_REF="Emotion" TIER_ID="Remarks"><ANNOTATION>
<REF_ANNOTATION ANNOTATION_ID="a9" ANNOTATION_REF="a1"><ANNOTATION_VALUE>shouts</ANNOTATION_VALUE>
</REF_ANNOTATION></ANNOTATION></TIER>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="t" TIME_ALIGNABLE="true"/>
<LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" LINGUISTIC_TYPE_ID="n" TIME_ALIGNABLE="false"/>
<CONSTRAINT DESCRIPTION="1-1 association" STEREOTYPE="Symbolic_Association"/>
</ANNOTATION_DOCUMENT>"""


def alignable(number: int, value: str) -> str:
    """An annotation between two slots that follow each other."""
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="ts{number}" '
        f'TIME_SLOT_REF2="ts{number + 1}"><ANNOTATION_VALUE>{value}</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION>"
    )


def test_elan_with_two_tiers_and_slots_without_a_value(store: ProjectStore, tmp_path: Path) -> None:
    values = {"first": "anger", "second": "sad", "third": "happy"}
    parts = {name: alignable(n, value) for n, (name, value) in enumerate(values.items(), start=1)}
    path = written(tmp_path / "x.eaf", FREE_SLOTS.format(**parts))
    angry, shouts, sad = sorted(
        place(store, path, read_labels_of(path)).annotations, key=lambda a: (a.start_s, a.note)
    )
    assert (angry.label, angry.start_s, angry.end_s) == ("angry", 1.0, 2.5), "evenly between"
    assert (sad.label, sad.start_s, sad.end_s) == ("sad", 2.5, 4.0), "the last has no end at all"
    assert (angry.rater, angry.track, angry.recording_id) == ("eve", "Ben", "a")
    assert (shouts.note, shouts.rater, shouts.end_s) == ("shouts", "Remarks", 2.5)


def test_tables_as_other_programs_write_them(store: ProjectStore, tmp_path: Path) -> None:
    for text in (
        "sep=;\nStart;End;Emotion;Confidence\r\n0,5;1,25;anger;0,75\r\n",
        "Begin Time - hh:mm:ss.ms\tEnd Time - hh:mm:ss.ms\tLabel\tConfidence\n"
        "00:00:00.500\t0:01.25\tangry\t.75\n",
        '"from","to","text","confidence"\n"0.5","1.25","Anger","0.75"\n',
    ):
        path = written(tmp_path / "a.csv", text)
        (found,) = place(store, path, read_labels_of(path)).annotations
        assert (found.start_s, found.end_s, found.confidence) == (0.5, 1.25, 0.75)
        assert found.labels == {"angry": 1.0}
    path = written(tmp_path / "a.csv", "start,end,label\n0,5,1,75,angry\n")
    assert refusal(path) == "import.unreadable", "commas twice: nobody knows what is meant"


def test_an_rttm_of_several_recordings(store: ProjectStore, tmp_path: Path) -> None:
    store.put(Recording("c", tmp_path / "my talk.wav", 2.0))
    path = written(
        tmp_path / "all.rttm",
        "SPEAKER a 1 0.5 1.5 <NA> <NA> P1 <NA>\nSPEAKER my_talk 1 2 1 bob happy Zoë 0.5 <NA>\n"
        "SPEAKER b 1 2 1 model sad Zoë 0.5 <NA>\n",
    )
    first, second = place(store, path, read_labels_of(path)).annotations
    assert (first.recording_id, first.track) == ("a", "P1")
    assert (second.recording_id, second.rater, second.confidence) == ("c", "bob", 0.5)
    assert second.labels == {"happy": 1.0}


def test_elan_without_what_the_format_does_not_ask_for(store: ProjectStore, tmp_path: Path) -> None:
    whole = EAF.format(encoding="utf-8", doctype="", value="sad")
    schema = ' xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd"'
    order = whole[whole.index("<TIME_ORDER>") : whole.index("<TIER ")]
    header = whole[whole.index("<HEADER") : whole.index("<TIME_ORDER>")]
    end = "</ANNOTATION_DOCUMENT>"
    kinds = {
        "schema": whole.replace(schema, ""),
        "version": whole.replace(' VERSION="3.0"', ""),
        "licence": whole.replace("<HEADER", "<LICENSE/><HEADER"),
        "slot names": whole.replace('"ts1"', '"begin"'),
        "namespace": whole.replace("xmlns:xsi", 'xmlns="urn:x" xmlns:xsi'),
        "order": whole.replace(order, "").replace(end, order + end),
        "comment": whole.replace("<ANNOTATION_VALUE>", "<!-- so --><ANNOTATION_VALUE>"),
        "decimals": whole.replace('"500"', '"500.0"'),
        "empty tier": whole.replace("<TIER", '<TIER LINGUISTIC_TYPE_REF="x" TIER_ID="y"/><TIER', 1),
    }
    for name, text in kinds.items():
        assert text != whole, name
        (found,) = read_labels_of(written(tmp_path / "b.eaf", text))
        assert (found.start_s, found.end_s, found.text) == (0.5, 1.5, "sad"), name
        assert (found.tier, found.recording) == ("Zoë/ann", "b.wav"), name
    (found,) = read_labels_of(written(tmp_path / "b.eaf", whole.replace(header, "")))
    assert (found.start_s, found.recording) == (0.5, ""), "no header"
    empty = whole.replace("<ANNOTATION_VALUE>sad</ANNOTATION_VALUE>", "")
    assert refusal(written(tmp_path / "b.eaf", empty)) == "import.nothing"
    frames = whole.replace("milliseconds", "fortnights")
    assert refusal(written(tmp_path / "b.eaf", frames)) == "import.unreadable"


def test_elan_measures_from_the_origin_of_the_sound(tmp_path: Path) -> None:
    whole = EAF.format(encoding="utf-8", doctype="", value="sad")
    film = '<MEDIA_DESCRIPTOR MEDIA_URL="file:///c:/x/b.mpg" MIME_TYPE="video/mpeg"/>'
    text = whole.replace("<MEDIA_DESCRIPTOR", f'{film}<MEDIA_DESCRIPTOR TIME_ORIGIN="2000"')
    (found,) = read_labels_of(written(tmp_path / "b.eaf", text))
    assert (found.start_s, found.end_s, found.recording) == (2.5, 3.5, "b.wav")


def test_elan_shares_the_time_above_among_subdivisions(tmp_path: Path) -> None:
    below = "".join(
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{name}" ANNOTATION_REF="{above}" {before}>'
        f"<ANNOTATION_VALUE>{name}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for name, above, before in (
            ("y", "a1", 'PREVIOUS_ANNOTATION="x"'),
            ("x", "a1", ""),
            ("lost", "nobody", ""),
        )
    )
    tier = f'<TIER LINGUISTIC_TYPE_REF="parts" TIER_ID="below" PARENT_REF="Zoë/ann">{below}</TIER>'
    kind = '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="parts" CONSTRAINTS="Symbolic_Subdivision"/>'
    whole = EAF.format(encoding="utf-8", doctype="", value="sad")
    text = whole.replace("<TIER", f"{tier}<TIER", 1).replace("<LINGUISTIC", f"{kind}<LINGUISTIC", 1)
    found = {label.text: label for label in read_labels_of(written(tmp_path / "b.eaf", text))}
    assert set(found) == {"sad", "x", "y"}, "what belongs to nothing has no time"
    assert (found["x"].start_s, found["x"].end_s) == (0.5, 1.0)
    assert (found["y"].start_s, found["y"].end_s) == (1.0, 1.5)


LONG_GRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = -1e-05
xmax = 3.5
tiers? <exists>
size = 3 ! tiers
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 3.5
        intervals: size = 2
        intervals [1]:
            xmin = -1e-05
            xmax = 1.25
            text = "anger"
        intervals [2]:
            xmin = 1.25
            xmax = 3.5
            text = ""
    item [2]:
        class = "TextTier"
        name = "clicks"
        xmin = 0
        xmax = 3.5
        points: size = 1
        points [1]:
            {point} = 2,5
            mark = "a ""b"" ! c"
    item [3]:
        class = "TextTier"
        name = "none"
        xmin = 0
        xmax = 3.5
        points: size = 0
"""
GRID_BY_TIME = """"Praat chronological TextGrid text file"
0 3.5   ! Time domain.
2   ! Number of tiers.
"IntervalTier" "words" 0 3.5
"TextTier" "clicks" 0 3.5
1 0 1.25
"anger"
2 2.5
"a ""b"" ! c"
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_praat_long_by_time_and_of_other_programs(tmp_path: Path, encoding: str) -> None:
    texts = [
        LONG_GRID.format(point="number"),
        LONG_GRID.format(point="time").replace("\n", "\r\n"),
        " ".join(LONG_GRID.replace(" ! tiers", "").format(point="time").split("\n")),
        GRID_BY_TIME,
    ]
    for text in texts:
        first, point = read_labels_of(written(tmp_path / "a.TextGrid", text, encoding))
        assert (first.start_s, first.end_s, first.text, first.tier) == (0, 1.25, "anger", "words")
        assert (point.start_s, point.end_s, point.text) == (2.5, 2.5, 'a "b" ! c')
    cut = LONG_GRID.format(point="number").partition("item [2]")[0]
    assert refusal(written(tmp_path / "a.TextGrid", cut)) == "import.unreadable"
    none = 'File type = "ooTextFile"\nObject class = "TextGrid"\n0\n1\n<absent>\n'
    assert refusal(written(tmp_path / "a.TextGrid", none)) == "import.nothing"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "start (ms);end [ms];label\n500;1500;sad\n"),
        ("a.csv", "\n\nstart_ms|end_ms|label\n500|1500|sad\n||\n"),
        ("a.csv", "Begin Time - msec\tEnd Time - msec\tAnnotation\n500\t1500\tsad\n"),
        ("a.csv", "Start [s],Duration [s],Label\n0.5,1.0,sad\n"),
        ("a.txt", "start\tend\tlabel\n0.5\t1.5\tsad\n"),
        ("a.txt", "P1\tBen\t00:00:00.500\t00:00:01.500\t00:00:01.000\tsad\n"),
        ("a.txt", "P1\t\t500\t1500\t1000\tsad\n"),
        ("a.txt", "0.5 1.5 sad\n"),
        ("a.rttm", "# by hand\nspeaker my talk 1 0.5 1.0 <NA> sad Zoe <NA> <NA>\n"),
    ],
)
def test_units_headings_and_blanks(tmp_path: Path, name: str, text: str) -> None:
    (found,) = read_labels_of(written(tmp_path / name, text))
    assert (found.start_s, found.end_s, found.text) == (0.5, 1.5, "sad")
    if name.endswith("rttm"):
        assert found.recording == "my talk", "blanks in a name move no other field"


def test_annotations_before_the_recording_start_with_it(tmp_path: Path) -> None:
    for name, text in {
        "a.txt": "-0.5\t1.5\tsad\n-2\t-1\thappy\n1\t2\tcalm\n",
        "a.csv": "start,end,label\n-0.5,1.5,sad\n-2,-1,happy\n1,2,calm\n",
    }.items():
        found = read_labels_of(written(tmp_path / name, text))
        assert [(f.start_s, f.end_s) for f in found] == [(0, 1.5), (0, 0), (1, 2)], "overlap kept"
