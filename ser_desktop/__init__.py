"""SER Desktop: hears emotion in speech, on the user's own computer.

The names in ``__all__`` are the library (``docs/library.md``). They are imported on first use, so
that importing the package is quick; ``__init__.pyi`` declares them for type checkers.
"""

import os
from importlib import import_module

__version__ = "0.1.0"

# Disable telemetry: ONNX Runtime's builds (1.31) create a device identifier and send events to
# their maker unless this is set before the import:
# docs/decisions/0011-no-telemetry.md.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

_LIBRARY = "ser_desktop.library"
__all__ = [
    "Analysis",
    "AnalysisOptions",
    "AudioFileError",
    "Diarization",
    "EmotionClassifier",
    "FileInfo",
    "InferenceOptions",
    "InterpretationSettings",
    "LiveResult",
    "LiveStream",
    "ModelError",
    "ModelInfo",
    "OutputError",
    "Overall",
    "Segment",
    "SegmentOptions",
    "SerError",
    "SettingsError",
    "SpeakerTurn",
    "Track",
    "Window",
    "WindowOutputs",
    "WindowScores",
    "WorkCancelledError",
    "__version__",
    "analyze",
    "diarize",
    "infer",
    "interpret",
    "load_model",
    "to_frame",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module(_LIBRARY), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
