"""All paths on disk; ``--profile`` moves them together."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

APP_NAME = "SER Desktop"
_DIRS = PlatformDirs("ser-desktop", appauthor=False)


@dataclass(frozen=True)
class Profile:
    """Paths of a user's settings, logs, models, voices and recordings."""

    settings_file: Path
    logs: Path
    models: Path
    voices: Path
    recordings: Path
    unnamed_project: Path
    """The project in use while no named one is open."""
    practice: Path
    """Progress and own sentences of the practice window."""
    practice_takes: Path
    """Takes that were recorded to practise: not below the recordings, so that whoever opens that
    folder does not mix them."""

    @classmethod
    def default(cls) -> Profile:
        """Return the standard paths of the operating system."""
        return cls(
            settings_file=Path(_DIRS.user_config_dir) / "settings.json",
            logs=Path(_DIRS.user_log_dir),
            models=Path(_DIRS.user_data_dir) / "models",
            voices=Path(_DIRS.user_data_dir) / "voices",
            recordings=Path(_DIRS.user_music_dir) / APP_NAME,
            unnamed_project=Path(_DIRS.user_data_dir) / "unnamed.serproj",
            practice=Path(_DIRS.user_data_dir) / "practice",
            practice_takes=Path(_DIRS.user_music_dir) / f"{APP_NAME} Practice",
        )

    @classmethod
    def at(cls, folder: Path) -> Profile:
        """Return paths in one folder, for tests and portable use."""
        folder = folder.absolute()
        return cls(
            settings_file=folder / "settings.json",
            logs=folder / "logs",
            models=folder / "models",
            voices=folder / "voices",
            recordings=folder / "recordings",
            unnamed_project=folder / "unnamed.serproj",
            practice=folder / "practice",
            practice_takes=folder / "practice" / "takes",
        )


def resource(*parts: str) -> Path:
    """Return the path of a file that ships with the application.

    In a checkout ``resources/`` lies beside the package; an installed wheel and a frozen program
    carry it inside the package.
    """
    package = Path(__file__).parent
    if getattr(sys, "frozen", False):
        package = Path(sys._MEIPASS) / "ser_desktop"  # type: ignore[attr-defined]
    inside = package / "resources"
    root = inside if inside.is_dir() else package.parent / "resources"
    return root.joinpath(*parts)
