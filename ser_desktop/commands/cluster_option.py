"""The option ``--scheduler``: checks that a cluster can be used, before anything is read."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from ser_desktop.errors import SerError
from ser_desktop.texts.messages import Message

_SCHEMES = ("tcp://", "tls://")


def check_cluster_options(options: argparse.Namespace) -> None:
    """Raise if options contradict each other, or dask.distributed is not installed.

    Raises:
        SerError: says which.
    """
    if options.workers > 1:
        raise SerError(Message("cluster.with_workers"))
    if not options.scheduler.startswith(_SCHEMES):
        raise SerError(Message("cluster.bad_address", address=options.scheduler))
    try:
        missing = find_spec("distributed") is None
    except ValueError:  # marked as missing
        missing = True
    if missing:
        raise SerError(Message("cluster.no_distributed"))
