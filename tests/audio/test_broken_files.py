"""Properties of files that were broken by chance: no fault but a sentence, and nothing is lost
without a word."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ser_desktop.audio.decode import AudioStream, open_audio
from ser_desktop.errors import AudioFileError
from tests.support.broken_files import (
    ALL,
    FLAC,
    FRAMED,
    SECONDS,
    Kind,
    whole,
    with_bits_turned,
    with_hole,
)

quick = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
kinds = st.sampled_from(ALL)
shares = st.floats(0.1, 0.95)


def hear(content: bytes) -> tuple[AudioStream, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        path.write_bytes(content)
        stream = open_audio(path)
        n_frames = sum(len(block) for block in stream.blocks())
        return stream, n_frames / stream.sample_rate_hz


def heard_or_said(kind: Kind, content: bytes, true_s: float = SECONDS) -> None:
    """The length within a packet of the truth, or a remark, or a sentence."""
    try:
        stream, heard_s = hear(content)
    except AudioFileError:
        return
    near = abs(heard_s - true_s) <= kind.packet_s + kind.spare_s
    assert near or stream.truncated or stream.damaged, (kind.name, heard_s)


@quick
@given(kinds, st.lists(st.integers(0, 10**7), min_size=1, max_size=5))
def test_turned_bits(kind: Kind, places: list[int]) -> None:
    head = 2048  # what a header says of rate and channels nobody can know better
    content = whole(kind)
    turned = [8 * head + place % (8 * (len(content) - head)) for place in places]
    heard_or_said(kind, with_bits_turned(content, turned))


@quick
@given(kinds, shares, st.integers(1, 20_000), st.sampled_from([None, b"\xff", b"noise \x01\x9e"]))
def test_holes(kind: Kind, share: float, n_bytes: int, fill: bytes | None) -> None:
    content = whole(kind)
    at = round(share * len(content))
    # Where a hole reaches the end of a file without a length, nobody can know of it.
    n_bytes = min(n_bytes, max(1, len(content) - at - 3000))
    heard_or_said(kind, with_hole(content, at, n_bytes, fill))


@quick
@given(st.sampled_from(FRAMED), shares, st.integers(1, 3000))
def test_holes_of_zeros_keep_the_length(kind: Kind, share: float, n_bytes: int) -> None:
    content = whole(kind)
    at = min(round(share * len(content)), len(content) - 8000)
    stream, heard_s = hear(with_hole(content, max(at, 6000), n_bytes))
    assert abs(heard_s - SECONDS) <= kind.packet_s + kind.spare_s, kind.name
    assert not stream.truncated


@quick
@given(kinds, st.lists(st.integers(0, 8 * 200), min_size=1, max_size=4))
def test_a_wrong_header_is_decoded_or_reported(kind: Kind, places: list[int]) -> None:
    try:
        hear(with_bits_turned(whole(kind), places))
    except AudioFileError:
        return


@quick
@given(kinds, st.floats(0.0, 1.0))
def test_a_cut_file_is_decoded_or_reported(kind: Kind, share: float) -> None:
    content = whole(kind)
    try:
        _, heard_s = hear(content[: round(share * len(content))])
    except AudioFileError:
        return
    assert heard_s <= SECONDS + kind.packet_s + kind.spare_s


@quick
@given(st.integers(1, 2**36 - 1))
def test_whatever_length_a_flac_states(n_samples: int) -> None:
    content = bytearray(whole(FLAC))
    content[21] = content[21] & 0xF0 | n_samples >> 32
    content[22:26] = (n_samples & 0xFFFFFFFF).to_bytes(4, "big")
    stream, heard_s = hear(bytes(content))
    assert heard_s == SECONDS
    assert stream.truncated == (n_samples > SECONDS * stream.sample_rate_hz)
