"""A project that is killed while it is written: ``python -m tests.support.killed_writer 200``.

The child puts one annotation after the other, three at a time in one transaction now and then, and
says the number of each as soon as the call has returned.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from ser_desktop.project.items import Annotation, Recording
from ser_desktop.project.store import ProjectStore

N_IN_GROUP = 3


def write_for_ever(path: Path) -> None:
    """What the child does."""
    with ProjectStore.open(path) as store:
        if not store.recordings():
            store.put(Recording("a", path.parent / "a.wav"))
        number = len(store.annotations())
        while True:
            with store.transaction():
                for _ in range(N_IN_GROUP):
                    store.put(Annotation(f"{number:09}", "a", number, number + 1, {"sad": 1.0}))
                    number += 1
            os.write(1, f"{number}\n".encode())


def kill_once(path: Path, seed: int) -> int:
    """Kill a child at a random moment, and check what is left of the project.

    Returns:
        how many annotations the project has.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", __spec__.name, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    until = random.Random(seed).randint(1, 40)
    for _ in range(until):
        child.stdout.readline()
    child.kill()
    said = child.stdout.read().split("\n")
    child.stdout.close()
    child.wait()
    whole = [int(line) for line in said[:-1]]
    with ProjectStore.open(path) as store:
        (check,) = store.execute("PRAGMA integrity_check")[0]
        assert check == "ok"
        found = [annotation.id for annotation in store.annotations()]
    assert found == [f"{n:09}" for n in range(len(found))], "a change is missing or half made"
    assert len(found) % N_IN_GROUP == 0
    assert len(found) >= max(whole, default=0), "a change that was said to be on disk is not"
    return len(found)


def main() -> None:
    """Kill as often as the command line says, or be the child."""
    if not sys.argv[1].isdigit():
        write_for_ever(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "killed.serproj"
        ProjectStore.create(path).close()
        for seed in range(int(sys.argv[1])):
            n = kill_once(path, seed)
        said = f"{sys.argv[1]} kills: {n} annotations, none lost, no project damaged\n"
        sys.stdout.write(said)


if __name__ == "__main__":
    main()
