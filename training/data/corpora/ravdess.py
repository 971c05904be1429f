"""RAVDESS (Livingstone & Russo 2018, doi 10.1371/journal.pone.0196391): file names and download."""

from __future__ import annotations

import hashlib
import re
import urllib.request
import zipfile
from pathlib import Path

from tqdm import tqdm

from training.data.corpora.corpus import Corpus, CorpusReport, scan_corpus
from training.data.manifest import Clip

EMOTION_OF_CODE = {
    "01": "neutral",
    "02": "calm",
    "03": "happy",
    "04": "sad",
    "05": "angry",
    "06": "fearful",
    "07": "disgust",
    "08": "surprised",
}
CHANNEL_OF_CODE = {"01": "speech", "02": "song"}
INTENSITY_OF_CODE = {"01": "normal", "02": "strong"}
SONG_EMOTIONS = {"01", "02", "03", "04", "05", "06"}

# Zenodo record 1188976, CC BY-NC-SA 4.0.
ARCHIVES = {
    "Audio_Speech_Actors_01-24.zip": ("speech", "bc696df654c87fed845eb13823edef8a"),
    "Audio_Song_Actors_01-24.zip": ("song", "5411230427d67a21e18aa4d466e6d1b9"),
}
ZENODO = "https://zenodo.org/records/1188976/files/"

_NAME = re.compile(
    r"03-(?P<channel>0[12])-(?P<emotion>0[1-8])-(?P<intensity>0[12])-(?P<statement>0[12])"
    r"-(?P<repetition>0[12])-(?P<actor>0[1-9]|1\d|2[0-4])\.(wav|flac|opus)",
    re.IGNORECASE,
)


def parse_name(name: str) -> dict[str, str] | None:
    """The fields of an audio-only file name, or None where it is not one.

    A neutral clip of strong intensity, or a song of disgust or surprise, does not exist in the
    corpus and is refused.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    codes = match.groupdict()
    if codes["emotion"] == "01" and codes["intensity"] == "02":
        return None
    if codes["channel"] == "02" and codes["emotion"] not in SONG_EMOTIONS:
        return None
    return {
        "channel": CHANNEL_OF_CODE[codes["channel"]],
        "emotion": EMOTION_OF_CODE[codes["emotion"]],
        "intensity": "" if codes["emotion"] == "01" else INTENSITY_OF_CODE[codes["intensity"]],
        "statement": codes["statement"],
        "speaker": codes["actor"],
        "gender": "male" if int(codes["actor"]) % 2 else "female",
    }


def expected_names() -> set[str]:
    """Stems of the 1440 speech and 1012 song clips of the full corpus."""
    stems = set()
    for actor in range(1, 25):
        for channel in CHANNEL_OF_CODE:
            if channel == "02" and actor == 18:
                continue
            for emotion in EMOTION_OF_CODE if channel == "01" else sorted(SONG_EMOTIONS):
                for intensity in ["01"] if emotion == "01" else ["01", "02"]:
                    for statement in ["01", "02"]:
                        for repetition in ["01", "02"]:
                            stems.add(
                                f"03-{channel}-{emotion}-{intensity}-{statement}-{repetition}"
                                f"-{actor:02d}"
                            )
    return stems


RAVDESS = Corpus(
    "ravdess", lambda path: parse_name(path.name), "CC BY-NC-SA 4.0", lambda: expected_names()
)


def scan(corpora: Path) -> tuple[list[Clip], CorpusReport]:
    """Read every clip below ``corpora/ravdess``, as :func:`scan_corpus` does."""
    return scan_corpus(RAVDESS, corpora)


def download(corpora: Path) -> None:
    """Fetch both archives from Zenodo, check them and unpack them into ``corpora/ravdess``.

    Raises:
        OSError: when the network or the disk fails.
        ValueError: when an archive's MD5 is not the published one; the file is removed.
    """
    root = corpora / "ravdess"
    root.mkdir(parents=True, exist_ok=True)
    for name, (folder, md5) in ARCHIVES.items():
        archive = root / name
        if not archive.exists():
            _fetch(f"{ZENODO}{name}?download=1", archive)
        if _md5(archive) != md5:
            archive.unlink()
            raise ValueError(f"{name} arrived damaged (MD5 differs) and was removed; run again.")
        with zipfile.ZipFile(archive) as bundle:
            bundle.extractall(root / folder)


def _fetch(url: str, target: Path) -> None:
    part = target.with_suffix(".part")
    with urllib.request.urlopen(url) as response, part.open("wb") as handle:
        total = int(response.headers.get("Content-Length") or 0)
        with tqdm(total=total, unit="B", unit_scale=True, desc=target.name) as bar:
            while block := response.read(1 << 20):
                handle.write(block)
                bar.update(len(block))
    part.replace(target)


def _md5(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "md5").hexdigest()
