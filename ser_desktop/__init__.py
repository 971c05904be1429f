"""SER Desktop: hears emotion in speech, on the user's own computer.

The names of ``__all__`` are the library (``docs/library.md``). They are loaded when they are used
first, so that importing the package costs nothing; ``__init__.pyi`` tells type checkers of them.
"""

import os
from importlib import import_module

__version__ = "0.1.0"

# Nothing is sent anywhere. ONNX Runtime's own builds (1.31) keep a device identifier and send
# events to their maker unless this stands before it is loaded:
# docs/decisions/0011-no-telemetry.md.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

_LIBRARY = "ser_desktop.library"
__all__ = [
    "Analysis",
    "AnalysisOptions",
    "AudioFileError",
    "Diarization",
    "InferenceOptions",
    "InterpretationSettings",
    "LiveResult",
    "LiveStream",
    "SegmentOptions",
    "SerError",
    "WindowScores",
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
