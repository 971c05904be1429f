"""Training on several processes or machines, started by ``torchrun``.

Each process takes its share of every batch; gradients are averaged by DistributedDataParallel over
gloo. Only the first process validates, writes and reports. Without ``torchrun`` there is just one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


@contextmanager
def process_group() -> Iterator[None]:
    """Join the other processes, if there are any, and leave them at the end."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield
        return
    dist.init_process_group("gloo")
    try:
        yield
    finally:
        dist.destroy_process_group()


def n_processes() -> int:
    """Count the processes that share the training."""
    return dist.get_world_size() if dist.is_initialized() else 1


def rank() -> int:
    """Number of this process, counted from 0."""
    return dist.get_rank() if dist.is_initialized() else 0


def wait_for_all() -> None:
    """Wait until every process has come here."""
    if dist.is_initialized():
        dist.barrier()


@contextmanager
def first_process_first() -> Iterator[None]:
    """Let the first process run a block before the others, so that they read the files it made."""
    if rank() > 0:
        wait_for_all()
    yield
    if rank() == 0:
        wait_for_all()


def shared(module: nn.Module) -> nn.Module:
    """Wrap a module, so that its gradients are averaged over the processes."""
    return DistributedDataParallel(module) if dist.is_initialized() else module
