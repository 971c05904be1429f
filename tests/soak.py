"""Two thousand recordings, a hundred of them bad, analysed twice: memory has to stay flat.

``make soak``; it needs Linux, whose /proc tells the memory of the process. Two rounds of 2,000
files take minutes; ``--files`` and ``--bad`` make it shorter.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from ser_desktop.emotion.analysis import analyze
from ser_desktop.emotion.catalogue import load_model
from ser_desktop.errors import AudioFileError
from tests.support.broken_files import FRAMED, IN_BOXES, PLAIN, whole, with_hole

MAX_GROWTH_MB = 40.0
"""Between the end of the first round and the end of the last."""


def resident_mb() -> float:
    """Memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> int:
    """Returns 1 if memory grew or another number of files failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--bad", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    bad = set(random.Random(0).sample(range(options.files), options.bad))
    kinds = (*PLAIN, *FRAMED, *IN_BOXES)
    sizes, all_failed_alone = [], True
    with tempfile.TemporaryDirectory() as folder:
        model, path = load_model("", Path(folder)), Path(folder) / "recording"
        for _ in range(options.rounds):
            failed, started = set(), time.monotonic()
            for number in range(options.files):
                content = whole(kinds[number % len(kinds)], 1.0)
                if number in bad:
                    content = with_hole(content, 0, len(content), b"no sound ")
                path.write_bytes(content)
                try:
                    analyze(path, model)
                except AudioFileError:
                    failed.add(number)
            sizes.append(resident_mb())
            all_failed_alone &= failed == bad
            sys.stdout.write(
                f"{options.files} files, {len(failed)} refused, {sizes[-1]:.0f} MB, "
                f"{time.monotonic() - started:.0f} s\n"
            )
            sys.stdout.flush()
    growth_mb = sizes[-1] - sizes[0]
    sys.stdout.write(f"growth of memory: {growth_mb:.1f} MB, limit {MAX_GROWTH_MB:.0f} MB\n")
    return int(not all_failed_alone or growth_mb > MAX_GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main())
