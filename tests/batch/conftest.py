"""An analysis with known contents."""

from tests.support.made_analysis import found

__all__ = ["found"]
