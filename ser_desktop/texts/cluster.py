"""Sentences of commands on a cluster and on tables in parts, in English like all commands."""

from __future__ import annotations

from ser_desktop.texts.forms import Text

TEXTS: dict[str, Text] = {
    "cluster.no_distributed": (
        "A cluster needs dask.distributed. Install it with: pip install 'ser-desktop[cluster]'"
    ),
    "cluster.with_workers": "Use either --workers or --scheduler.",
    "cluster.bad_address": (
        "{address} is not a scheduler address. Write tcp://host:port or tls://host:port."
    ),
    "cluster.no_scheduler": "No scheduler answers at {address}: {reason}",
    "cluster.waiting": "The cluster at {address} has no workers yet. Waiting for the first one.",
    "cluster.no_workers": "The cluster at {address} got no workers within {seconds:g} seconds.",
    "cluster.no_workers_left": (
        "The cluster at {address} has no workers left. Waiting for new ones; Ctrl+C ends the run."
    ),
    "cluster.lacks_program": (
        "The workers at {address} cannot load ser-desktop: {reason}. Install the same version "
        "there."
    ),
    "cluster.other_version": (
        "The worker {worker} has ser-desktop {theirs}, and this computer has {ours}. Install the "
        "same version on both."
    ),
    "cluster.model_not_sent": "The model did not reach a worker: {path} is not there.",
    "cluster.not_shared": (
        "The worker {worker} does not see {path}. Use a folder that all workers see under the same "
        "path, or addresses such as s3://."
    ),
    "cluster.workers_died": (
        "Workers crashed in {attempts} attempts to analyse this file. Perhaps memory ran out."
    ),
    "cluster.failed": "The cluster at {address} cannot do the work: {reason}",
    "cluster.lost": (
        "The connection to the scheduler at {address} was lost. Run the same command again to "
        "continue."
    ),
}
