"""Values that model files leave out: the protocol shown first, and the languages of older files.

The only place in the program that knows a protocol or the name of a language in a description.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

HEADLINE_KEY = "headline"
"""Key in ``metrics`` that names the protocol whose accuracy is shown first."""
DEFAULT_HEADLINE = "luna5"
"""That protocol for metrics without the key: separate speakers for training and test."""
_LANGUAGES_BY_NAME = {"English": "en"}
"""BCP 47 tags of the languages that older files name in ``trained_on``."""


def headline_protocols(metrics: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the protocols whose accuracy is shown first, in order of preference.

    Args:
        metrics: metrics of a model by protocol.
    """
    stated = metrics.get(HEADLINE_KEY)
    return (stated, DEFAULT_HEADLINE) if isinstance(stated, str) else (DEFAULT_HEADLINE,)


def languages_of_older_files(metadata: Mapping[str, str]) -> str:
    """Return the languages that ``trained_on`` names, as the JSON text of the key ``languages``.

    Args:
        metadata: texts by key, without ``languages``.
    """
    description = metadata.get("trained_on", "")
    return json.dumps([tag for name, tag in _LANGUAGES_BY_NAME.items() if name in description])
