"""SER Desktop: hears emotion in speech, on the user's own computer."""

import os

__version__ = "0.1.0"

# Nothing is sent anywhere. ONNX Runtime's own builds (1.31) keep a device identifier and send
# events to their maker unless this stands before it is loaded:
# docs/decisions/0011-no-telemetry.md.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
