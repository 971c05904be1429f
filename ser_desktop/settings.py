"""Declares every setting: key, default and range. Values that differ are stored as JSON.

Texts are ``setting.<key>`` in :mod:`ser_desktop.texts`.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ser_desktop.emotion.option_limits import SMOOTHING_WINDOWS
from ser_desktop.regular_file import refuse_special

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Setting:
    """One setting.

    Args:
        key: name in the file.
        default: value if the file has none; its type is the type of the setting.
        choices: the allowed values, or empty.
        minimum, maximum: the allowed range of a number.
        unit: unit of a number; "%" shows a share 0..1 as percentage.
    """

    key: str
    default: Any
    choices: Sequence[Any] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""

    def accepts(self, value: Any) -> bool:
        """Return whether a value has the setting's type and is in range."""
        if isinstance(self.default, float) and isinstance(value, int):
            value = float(value)
        if type(value) is not type(self.default) or (self.choices and value not in self.choices):
            return False
        if isinstance(value, list):
            return all(isinstance(item, str) for item in value)
        if isinstance(value, float) and not math.isfinite(value):
            return False
        below = self.minimum is not None and value < self.minimum
        above = self.maximum is not None and value > self.maximum
        return not (below or above)


MODELS_OWN = -0.05
"""The value that stands for the threshold in the model file."""
COLOUR_MAPS = ("magma", "viridis", "inferno", "cividis", "grey")
SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)

NOT_STATED = "not_stated"
SPOKEN_LANGUAGES = (
    *("ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id"),
    *("it", "ja", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sv", "ta", "th", "tr", "uk", "ur"),
    *("vi", "zh"),
)
"""Languages that can be stated in the window, by BCP 47; a command takes any."""

# Devices are kept by name and host API; "" follows the system. A project of "" is the unnamed one.
DECLARED = {
    setting.key: setting
    for setting in (
        Setting("language", "system", ("system", "en", "de", "fr", "es")),
        Setting("appearance", "system", ("system", "light", "dark")),
        Setting("input_device", ""),
        Setting("output_device", ""),
        Setting("meter_before_recording", True),
        Setting("model", ""),
        Setting("voice", ""),
        Setting("apply_harmful_voice", False),
        Setting("recent_files", []),
        Setting("project", ""),
        Setting("recent_projects", []),
        Setting("rater", ""),
        Setting("last_folder", ""),
        Setting("window_geometry", ""),
        Setting("panel_widths", ""),
        Setting("centre_heights", ""),
        Setting("lanes_opened", []),
        Setting("lanes_closed", []),
        Setting("moment_emotion", ""),
        Setting("welcome_seen", False),
        Setting("play_moments", False),
        Setting("moment_lead_s", 2.0, (), 0.0, 10.0, "s"),
        Setting("hide_silent_segments", True),
        Setting("more_facts", False),
        Setting("fit_height", True),
        Setting("smoothing_windows", 3, SMOOTHING_WINDOWS),
        Setting("min_segment_s", 0.0, (), 0.0, 30.0, "s"),
        Setting("uncertain_below", MODELS_OWN, (), MODELS_OWN, 0.95, "%"),
        Setting("spoken_language", NOT_STATED, (NOT_STATED, *SPOKEN_LANGUAGES)),
        Setting("live_hop_s", 0.5, (0.25, 0.5, 1.0), unit="s"),
        Setting("share_port", 8765, (), 1024, 65_535),
        Setting("share_token", ""),
        Setting("spectrogram_window_ms", 32.0, (), 2.0, 500.0, "ms"),
        Setting("spectrogram_scale", "mel", ("mel", "linear", "logarithmic")),
        Setting("spectrogram_highest_hz", 8000.0, (), 500.0, 24000.0, "Hz"),
        Setting("spectrogram_top_db", -20.0, (), -80.0, 0.0, "dB"),
        Setting("spectrogram_range_db", 80.0, (), 20.0, 120.0, "dB"),
        Setting("spectrogram_colours", "magma", COLOUR_MAPS),
        Setting("practice_emotion", ""),
        Setting("practice_strength", "any", ("any", "normal", "strong")),
        Setting("practice_texts", "bundled", ("bundled", "own")),
        Setting("playback_speed", 1.0, SPEEDS, unit="×"),
    )
}


def stated_language(settings: Settings) -> str:
    """Return the language that is spoken by BCP 47; "" where it is not stated."""
    spoken: str = settings["spoken_language"]
    return "" if spoken == NOT_STATED else spoken


class Settings:
    """The settings of one profile.

    A damaged file or value is logged and replaced by the default.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, Any] = {}
        if not path.exists():
            return
        try:
            refuse_special(path)
            stored = json.loads(path.read_text(encoding="utf-8"))
            items = stored.items()
        except (OSError, ValueError, AttributeError) as error:
            _LOG.warning("Settings in %s cannot be read (%s); defaults are used.", path, error)
            return
        for key, value in items:
            if key in DECLARED and DECLARED[key].accepts(value):
                self._values[key] = value
            else:
                _LOG.warning("Setting %s = %r is unknown or out of range; ignored.", key, value)

    def __getitem__(self, key: str) -> Any:
        return self._values.get(key, DECLARED[key].default)

    def __setitem__(self, key: str, value: Any) -> None:
        """Set and save a value.

        Raises:
            ValueError: the value has another type or lies out of range.
        """
        if not DECLARED[key].accepts(value):
            raise ValueError(f"{value!r} is no value of the setting {key}")
        if self[key] == value:
            return
        self._values[key] = value
        self._save()

    def _save(self) -> None:
        changed = {k: v for k, v in self._values.items() if v != DECLARED[k].default}
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(changed, indent=2), encoding="utf-8")
            part.replace(self._path)
        except OSError as error:
            _LOG.warning("Settings cannot be saved in %s: %s", self._path, error)
