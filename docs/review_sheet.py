"""Lays pictures of the window beside those of before: sheets to look at, a page to compare."""

from __future__ import annotations

import html
import subprocess
from pathlib import Path

RELEASED = {
    "recording": "recording-dark", "short": "window-{theme}", "long": "long-dark",
    "moment": "moment-dark", "overview": "overview-dark", "annotations": "project-dark",
    "practice": "practice-dark", "agreement": "agreement-light", "details": "details-light",
    "models": "models-light", "compare": "compare-light", "voices": "voices-light",
}  # fmt: skip
"""The scenes that README and guide show, and the names of their pictures in ``docs/pictures``."""
CELL = (640, 400)
"""Of a sheet, in pixels."""
LABEL_HEIGHT = 24
SUFFIX = ".png"
KEPT = "before"
"""The folder of earlier pictures beside the pages."""


def pictures_of(before: str, folder: Path, root: Path) -> dict[str, Path]:
    """Return the pictures of before, by ``scene-theme``, or by set and that.

    Args:
        before: the folder of an earlier run, or a tag or commit, whose ``docs/pictures`` are used:
            the repository keeps no others.
        folder: for the pictures of a commit.
        root: the repository.
    """
    if Path(before).is_dir():
        earlier = Path(before)
        return {
            str(path.relative_to(earlier).with_suffix("")): path
            for path in earlier.glob(f"*/*{SUFFIX}")
        }
    found = {}
    for scene, name in RELEASED.items():
        for theme in ("dark", "light"):
            stem = name.format(theme=theme)
            shown = f"{before}:docs/pictures/{stem}{SUFFIX}"
            done = subprocess.run(
                ["git", "show", shown], cwd=root, capture_output=True, check=False
            )
            if done.returncode == 0 and stem.endswith(theme):
                path = folder / f"{stem}{SUFFIX}"
                path.write_bytes(done.stdout)
                found[f"{scene}-{theme}"] = path
    return found


def lay_beside(out: Path, before: dict[str, Path]) -> list[Path]:
    """Write a sheet and a page for each set of pictures. Returns the sheets.

    Args:
        out: holds a folder for each set: language, size, scale.
        before: earlier pictures by scene and theme.
    """
    sheets = []
    for folder in sorted(path for path in out.iterdir() if path.is_dir() and path.name != KEPT):
        rows = []
        for now in sorted(folder.glob(f"*-*{SUFFIX}"), key=lambda path: path.stat().st_mtime):
            then = before.get(f"{folder.name}/{now.stem}") or before.get(now.stem)
            rows.append((now.stem, then, now))
        if rows:
            sheets.append(_sheet(rows, out / f"{folder.name}{SUFFIX}"))
            _page(rows, out / f"{folder.name}.html", folder.name)
    return sheets


def _sheet(rows: list[tuple[str, Path | None, Path]], target: Path) -> Path:
    """Draw a row for each picture: its name, before, now."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QColor, QImage, QPainter

    width, height = CELL
    sheet = QImage(2 * width, len(rows) * (height + LABEL_HEIGHT), QImage.Format.Format_RGB32)
    sheet.fill(QColor("#808080"))
    painter = QPainter(sheet)
    for at, (name, then, now) in enumerate(rows):
        top = at * (height + LABEL_HEIGHT)
        painter.drawText(QRect(8, top, width, LABEL_HEIGHT), Qt.AlignmentFlag.AlignVCenter, name)
        for column, path in enumerate((then, now)):
            if path is None:
                continue
            image = QImage(str(path))
            image.setDevicePixelRatio(1)
            image = image.scaled(
                width, height,
                Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
            painter.drawImage(column * width, top + LABEL_HEIGHT, image)
    painter.end()
    sheet.save(str(target))
    return target


def _page(rows: list[tuple[str, Path | None, Path]], target: Path, title: str) -> None:
    """Write a page with the pictures at full size; those of before are copied beside it."""
    lines = [f"<!doctype html><meta charset=utf-8><title>{html.escape(title)}</title>"]
    for name, then, now in rows:
        lines.append(f"<h2>{html.escape(name)}</h2>")
        if then is not None:
            kept = target.parent / KEPT / f"{target.stem}-{name}{SUFFIX}"
            kept.parent.mkdir(exist_ok=True)
            kept.write_bytes(then.read_bytes())
            lines.append(f'<img src="{KEPT}/{kept.name}" style="max-width:49%">')
        lines.append(f'<img src="{now.parent.name}/{now.name}" style="max-width:49%">')
    target.write_text("\n".join(lines), encoding="utf-8")
