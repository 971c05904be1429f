"""English texts about the licence of a model: what it asks, and its file as a quotation."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

TEXTS: dict[str, Text] = {
    "licence.asks": "{licence} asks you {terms}.",
    "licence.by": "to name the source",
    "licence.nc": "to use it for no commercial purpose",
    "licence.sa": "to pass on what you derive from it only under the same licence",
    "licence.nd": "to pass on nothing that you have changed",
    "licence.quoted": "The model file says: “{text}”",
}
