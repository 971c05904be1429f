"""What every corpus adapter has in common: a folder, a grammar, a scan with a report."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import soundfile

from training.data.manifest import Clip

AUDIO = {".wav", ".flac", ".opus"}

Fields = dict[str, str]
"""emotion, speaker, gender, intensity, statement and channel of a clip."""


@dataclass(frozen=True)
class Corpus:
    """How to read one corpus.

    Args:
        name: its folder below the corpora folder, and its name in manifests.
        parse: the fields of a file by its path, or None where the corpus has no such file. An
            emotion that is none of the eight is "".
        expected: file names without suffix of the whole corpus, or None where nobody listed them.
        licence: licence of the recordings.
    """

    name: str
    parse: Callable[[Path], Fields | None]
    licence: str
    expected: Callable[[], set[str]] | None = None


@dataclass(frozen=True)
class CorpusReport:
    """Problems that a scan reports."""

    missing: list[str]
    doubles: list[tuple[str, str]]
    foreign: list[str]
    unreadable: list[str]
    other_emotions: int

    def __str__(self) -> str:
        lines = [f"missing: {name}" for name in self.missing]
        lines += [f"same audio: {a} and {b}" for a, b in self.doubles]
        lines += [f"not of this corpus: {name}" for name in self.foreign]
        lines += [f"left out, cannot be read: {name}" for name in self.unreadable]
        if self.other_emotions:
            lines.append(f"left out, none of our eight emotions: {self.other_emotions} clips")
        return "\n".join(lines) or "complete, no doubles"


def scan_corpus(corpus: Corpus, corpora: Path) -> tuple[list[Clip], CorpusReport]:
    """Read every clip of a corpus.

    Returns:
        clips sorted by path, and what is missing, double, foreign, unreadable or left out.

    Raises:
        FileNotFoundError: there is no such corpus below ``corpora``.
    """
    root = corpora / corpus.name
    files = sorted(path for path in root.rglob("*") if path.suffix.lower() in AUDIO)
    if not files:
        raise FileNotFoundError(
            f"No {corpus.name} below {root}. Name the folder that holds '{corpus.name}' with "
            "--corpora or SER_CORPORA. To download RAVDESS: "
            "python -m training.data.prepare --download"
        )
    clips: list[Clip] = []
    foreign: list[str] = []
    unreadable: list[str] = []
    copies: Counter[str] = Counter()
    others = 0
    by_hash: dict[str, list[str]] = defaultdict(list)
    for path in files:
        relative = path.relative_to(corpora).as_posix()
        fields = corpus.parse(path)
        if fields is None:
            foreign.append(relative)
            continue
        copies[path.stem] += 1
        if not fields["emotion"]:
            others += 1
            continue
        clip = _read_clip(corpus.name, path, relative, fields)
        if clip is None:
            unreadable.append(relative)
            continue
        by_hash[clip.sha256].append(relative)
        clips.append(clip)
    expected = corpus.expected() if corpus.expected else set(copies)
    doubles = [(names[0], other) for names in by_hash.values() for other in names[1:]]
    missing = sorted(expected - set(copies))
    return clips, CorpusReport(missing, doubles, foreign, unreadable, others)


def _read_clip(corpus: str, path: Path, relative: str, fields: Fields) -> Clip | None:
    """Return a clip with length and hash; None if the file cannot be read."""
    try:
        duration_s = round(soundfile.info(str(path)).duration, 4)
    except soundfile.LibsndfileError:
        return None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Clip(path=relative, corpus=corpus, sha256=digest, duration_s=duration_s, **fields)
