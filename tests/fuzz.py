"""Random breakage for as long as one likes: ``make fuzz``. Counts inputs and faults.

A fault is any error but the program's own sentences, or sound lost without a remark. The file that
provoked it is kept under build/fuzz.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ser_desktop.audio.decode import open_audio
from ser_desktop.batch.record import RECORD_NAME, FolderRecord
from ser_desktop.emotion.label_table import read_labels
from ser_desktop.emotion.model import EmotionModel
from ser_desktop.errors import SerError
from ser_desktop.project.importing.reading import read_labels_of
from ser_desktop.project.items import Annotation, Recording, Setting, new_id
from ser_desktop.project.store import ProjectStore
from tests.support.broken_files import ALL, SECONDS, whole, with_bits_turned, with_hole
from tests.support.models import write_model

KEPT = Path("build/fuzz")
_SEPARATORS = ",;\t"
_TABLE = b'file_path,true_emotion\r\na.wav,happy\r\n"b, c.wav",sad\r\n'
_INDEX = b"output,recording,channel,size_bytes,modified_ns,settings\r\na.csv,/a.wav,,1,2,x\r\n"
_ANNOTATIONS = {
    ".txt": b"0.0\t1.5\thappy\n1.5\t3.0\tsad\n",
    ".rttm": b"SPEAKER a 1 0.0 1.5 <NA> <NA> ann <NA> <NA>\n",
    ".csv": b"start_s,end_s,label\n0,1.5,happy\n1.5,3,sad\n",
    ".TextGrid": b'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 3\n'
    b"tiers? <exists>\n"
    b'size = 1\nitem []:\n item [1]:\n class = "IntervalTier"\n name = "e"\n xmin = 0\n xmax = 3\n'
    b'intervals: size = 1\n intervals [1]:\n xmin = 0\n xmax = 3\n text = "happy"\n',
    ".eaf": b'<?xml version="1.0"?><ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds"/>'
    b"<TIME_ORDER>"
    b'<TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="900"/>'
    b'</TIME_ORDER><TIER TIER_ID="e" LINGUISTIC_TYPE_REF="d"><ANNOTATION><ALIGNABLE_ANNOTATION '
    b'ANNOTATION_ID="a1" TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t2"><ANNOTATION_VALUE>sad'
    b"</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>",
}


def broken(content: bytes, chance: random.Random) -> bytes:
    """The bytes after some of what happens to files."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        # Small files get small wounds: what is destroyed altogether is refused at once.
        n_most = max(1, min(20_000, len(content) // chance.choice((2, 10, 50))))
        at, n_bytes = chance.randrange(len(content) + 1), chance.randint(1, n_most)
        kind = chance.randrange(6)
        if kind == 0:
            n_bits = chance.choice((1, 1, 8))
            places = [chance.randrange(8 * len(content) + 8) for _ in range(n_bits)]
            content = with_bits_turned(content, places) if content else content
        elif kind == 1:
            content = with_hole(content, at, n_bytes)
        elif kind == 2:
            content = content[:at] + chance.randbytes(min(n_bytes, 500)) + content[at:]
        elif kind == 3:
            content = content[:at] + content[at + n_bytes :]
        elif kind == 4:
            content = content[:at]
        else:
            content = content[:at] + content[chance.randrange(len(content) + 1) :]
    return content


def decode(path: Path, chance: random.Random) -> None:
    """A broken sound file is heard or refused."""
    path.write_bytes(broken(whole(chance.choice(ALL)), chance))
    for block in open_audio(path).blocks():
        assert block.ndim == 2


def hole(path: Path, chance: random.Random) -> None:
    """What is lost in a hole is heard of."""
    kind = chance.choice(ALL)
    content = whole(kind)
    at = chance.randrange(len(content) // 10, len(content) * 9 // 10)
    # Where a hole reaches the end of a file without a length, nobody can know of it.
    n_bytes = min(chance.randint(1, 20_000), max(1, len(content) - at - 3000))
    path.write_bytes(with_hole(content, at, n_bytes))
    stream = open_audio(path)
    heard_s = sum(len(block) for block in stream.blocks()) / stream.sample_rate_hz
    near = abs(heard_s - SECONDS) <= kind.packet_s + kind.spare_s
    assert near or stream.truncated or stream.damaged, f"{kind.name}: {heard_s:.3f} s"


def labels(path: Path, chance: random.Random) -> None:
    """A broken table is read or refused."""
    encoding = chance.choice(("utf-8", "utf-16", "cp1252"))
    text = _TABLE.decode().replace(",", chance.choice(_SEPARATORS))
    path.write_bytes(broken(text.encode(encoding), chance))
    read_labels(path)


def index(path: Path, chance: random.Random) -> None:
    """A broken index is no obstacle."""
    folder = path.parent / "index"
    folder.mkdir(exist_ok=True)
    (folder / RECORD_NAME).write_bytes(broken(_INDEX, chance))
    list(FolderRecord(folder).files())


def model(path: Path, chance: random.Random) -> None:
    """A broken model is refused, or runs."""
    good = path.parent / "good.onnx"
    if not good.exists():
        write_model(good)
    path.write_bytes(broken(good.read_bytes(), chance))
    EmotionModel(path)


def project(path: Path, chance: random.Random) -> None:
    """A broken project is refused, or gives what is left of it; what is behind it stays usable."""
    good = path.parent / "good.serproj"
    if not good.exists():
        with ProjectStore.create(good) as store:
            recording = Recording(new_id(), path.parent / "a.wav", 0.0, "ff", 10, 1, 3.0)
            labels = {"angry": 1.0}
            store.put(
                recording,
                *(Annotation(new_id(), recording.id, i, i + 1, labels) for i in range(50)),
            )
    target = path.parent / f"{new_id()}.serproj"
    target.write_bytes(broken(good.read_bytes(), chance))
    shutil.copyfile(target, path)  # kept if it is a fault
    try:
        with ProjectStore.open(target) as store:
            store.recordings()
            store.annotations()
            store.put(Setting("view", {"zoom": chance.random()}))
    finally:
        for file in path.parent.glob(f"*{target.stem}*"):
            file.unlink()


def annotations(path: Path, chance: random.Random) -> None:
    """Broken annotations of other programs are refused, or read."""
    suffix, content = chance.choice(list(_ANNOTATIONS.items()))
    target = path.with_suffix(suffix)
    target.write_bytes(broken(content, chance))
    shutil.copyfile(target, path)
    read_labels_of(target)


def main() -> int:
    """Returns 1 if there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=time.time_ns() & 0xFFFF)
    options = parser.parse_args()
    chance, tried, refused, faults = random.Random(options.seed), Counter(), Counter(), Counter()
    targets: list[Callable[[Path, random.Random], None]] = [
        *(decode, decode, decode, hole, hole, labels, index, model, project, annotations),
    ]
    end = time.monotonic() + 60 * options.minutes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "broken"
        while time.monotonic() < end:
            target = chance.choice(targets)
            tried[target.__name__] += 1
            try:
                target(path, chance)
            except SerError:
                refused[target.__name__] += 1
            except Exception:  # noqa: BLE001 - that is what is looked for
                faults[target.__name__] += 1
                KEPT.mkdir(parents=True, exist_ok=True)
                kept = KEPT / f"{target.__name__}-{options.seed}-{sum(tried.values())}"
                kept.write_bytes(path.read_bytes() if path.exists() else b"")
                sys.stderr.write(f"{kept}\n{traceback.format_exc(limit=-3)}\n")
    for name, n_tried in sorted(tried.items()):
        sys.stdout.write(
            f"{name}: {n_tried} tried, {refused[name]} refused, {faults[name]} faults\n"
        )
    sys.stdout.write(f"seed {options.seed}: {sum(tried.values())} inputs\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
