"""An analysis with known contents."""

from tests.support.known_analysis import found

__all__ = ["found"]
