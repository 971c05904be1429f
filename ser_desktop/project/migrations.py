"""The schema of a project file, and the steps from each version to the next.

``user_version`` of the file is the number of steps applied to it. A new version adds a step at the
end; released steps never change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

APPLICATION_ID = 0x53455250
"""The application id ``SERP`` in the header of the SQLite file."""

_FIRST = """
CREATE TABLE recordings (
    id TEXT PRIMARY KEY,
    path NOT NULL,
    is_relative INTEGER NOT NULL,
    position REAL NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    duration_s REAL,
    note TEXT NOT NULL,
    consent TEXT NOT NULL,
    consent_note TEXT NOT NULL,
    tags TEXT NOT NULL,
    view TEXT NOT NULL
);
CREATE INDEX recordings_by_sha256 ON recordings (sha256);
CREATE TABLE annotations (
    id TEXT PRIMARY KEY,
    recording_id TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
    track TEXT NOT NULL,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    labels TEXT NOT NULL,
    intensity REAL,
    confidence REAL,
    note TEXT NOT NULL,
    rater TEXT NOT NULL,
    origin TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL
);
CREATE INDEX annotations_by_recording ON annotations (recording_id, start_s);
CREATE TABLE speakers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    colour TEXT NOT NULL,
    pseudonym TEXT NOT NULL,
    note TEXT NOT NULL,
    voiceprint BLOB NOT NULL
);
CREATE TABLE track_speakers (
    recording_id TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
    track TEXT NOT NULL,
    speaker_id TEXT NOT NULL REFERENCES speakers ON DELETE CASCADE,
    PRIMARY KEY (recording_id, track)
);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE analyses (
    number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    model TEXT NOT NULL,
    windows TEXT NOT NULL,
    label TEXT NOT NULL,
    confidence REAL,
    created TEXT NOT NULL,
    scores BLOB NOT NULL,
    UNIQUE (sha256, model, windows)
);
CREATE INDEX answers ON analyses (number, sha256, label, confidence, model)
"""

_TURNS = """
CREATE TABLE turns (
    recording_id TEXT PRIMARY KEY REFERENCES recordings ON DELETE CASCADE,
    turns TEXT NOT NULL
)
"""

STEPS: Sequence[str] = (_FIRST, _TURNS)
SCHEMA = len(STEPS)
"""The version written by this program."""


def version_of(connection: sqlite3.Connection) -> int:
    """Return the number of steps applied to a file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[str] = STEPS) -> None:
    """Migrate a file to the newest version, in one transaction.

    Args:
        connection: to a file whose version is at most the number of steps; no transaction is open.
        steps: statements of each step, separated by semicolons.

    Raises:
        sqlite3.Error: a step failed; the file is unchanged.
    """
    version = version_of(connection)
    if version == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version:]:
            for statement in step.split(";"):
                connection.execute(statement)
        # The pragmas take no parameters; both values are numbers of this module.
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
