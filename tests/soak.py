"""Two thousand recordings, a hundred of them bad, analysed twice: memory has to stay flat.

``make soak``; run from Linux, whose /proc tells the memory of the process.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.errors import AudioFileError
from tests.support.broken_files import FRAMED, PLAIN, whole, with_hole

N_FILES, N_BAD = 2000, 100
MOST_GROWTH_MB = 40.0
"""Between the end of the first time and the end of the second."""


def resident_mb() -> float:
    """Memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> int:
    """Returns 1 if memory grew or another number of files failed."""
    chance = random.Random(0)
    bad = set(chance.sample(range(N_FILES), N_BAD))
    kinds = (*PLAIN, *FRAMED)
    sizes = []
    with tempfile.TemporaryDirectory() as folder:
        model, path = load_model("", Path(folder)), Path(folder) / "recording"
        for _ in range(2):
            failed = 0
            for number in range(N_FILES):
                content = whole(kinds[number % len(kinds)], 1.0)
                if number in bad:
                    content = with_hole(content, 0, len(content), b"no sound ")
                path.write_bytes(content)
                try:
                    analyze(path, model)
                except AudioFileError:
                    failed += 1
            sizes.append(resident_mb())
            sys.stdout.write(f"{N_FILES} files, {failed} refused, {sizes[-1]:.0f} MB\n")
            sys.stdout.flush()
    return int(failed != N_BAD or sizes[1] - sizes[0] > MOST_GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main())
