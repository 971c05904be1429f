"""Front ends by the name in a model's metadata: ``mlp-181``, ``mel-image:size=112``."""

from __future__ import annotations

from ser_desktop.emotion.descriptors import mel_image, mfcc, mlp_181, mlp_256
from ser_desktop.emotion.descriptors.front_end import FrontEnd

_FIXED = {
    front_end.name: front_end
    for front_end in (mlp_181.FRONT_END, mlp_256.FRONT_END, mfcc.FRAMES, mfcc.MEANS)
}
MIN_IMAGE_SIZE, MAX_IMAGE_SIZE = 16, 1024


def find_front_end(spec: str) -> FrontEnd:
    """Return the front end that a model names.

    Raises:
        ValueError: there is no front end of that name, or its parameters are wrong.
    """
    if spec in _FIXED:
        return _FIXED[spec]
    name, _, parameters = spec.partition(":")
    key, _, value = parameters.partition("=")
    if name == "mel-image" and key == "size" and value.isdecimal():
        size = int(value)
        if MIN_IMAGE_SIZE <= size <= MAX_IMAGE_SIZE:
            return mel_image.front_end(size)
    known = ", ".join([*_FIXED, "mel-image:size=N"])
    raise ValueError(f"there is no front end '{spec}'; known are {known}")
