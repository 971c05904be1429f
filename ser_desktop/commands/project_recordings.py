"""``ser-desktop project create``, ``add`` and ``analyze``: recordings and their analyses."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from ser_desktop.audio.folders import expand
from ser_desktop.batch.task import ModelRef, refer_to
from ser_desktop.commands.exit_codes import OK, SOME_FAILED
from ser_desktop.commands.hearing import Failures, hear_unordered, inference_options
from ser_desktop.emotion.results import WindowScores
from ser_desktop.errors import AudioFileError, ProjectError, SerError
from ser_desktop.interruption import exit_code
from ser_desktop.paths import Profile
from ser_desktop.project.analyses import KeptAnalyses, model_key
from ser_desktop.project.content_hash import sha256_of
from ser_desktop.project.items import Recording, new_id
from ser_desktop.project.store import SUFFIX, ProjectStore
from ser_desktop.streams import say
from ser_desktop.texts.messages import Message


def run_create(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Create a project of files and folders; with ``--analyze`` also analyse them."""
    given = _given(options.paths)
    if options.project.suffix != SUFFIX:
        raise ProjectError(Message("project.needs_suffix", path=options.project, suffix=SUFFIX))
    with ProjectStore.create(options.project) as store:
        return _add(store, given, options, profile)


def run_add(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Add files and folders; those that are listed already do not change."""
    given = _given(options.paths)
    with ProjectStore.open(options.project) as store:
        known = {os.path.abspath(recording.path) for recording in store.recordings()}
        new = [path for path in given if str(path) not in known]
        code = _add(store, new, options, profile)
    n_known = len(given) - len(new)
    out.write(f"{options.project}: {Message('project.added', new=len(new), known=n_known)}\n")
    return code


def run_analyze_project(options: argparse.Namespace, profile: Profile, out: TextIO) -> int:
    """Analyse recordings without an answer, or all of them; missing files are named."""
    with ProjectStore.open(options.project) as store:
        failures = Failures(len(store.recordings()))
        todo = store.recordings() if options.anew else _unanswered(store)

        did: list[Message] = []

        def work() -> None:
            did.extend(_analyse_and_find(store, todo, options, profile, failures))

        code = _interruptible(store, failures, work)
    if code in (OK, SOME_FAILED):
        out.write(f"{options.project}: {', '.join(map(str, did))}\n")
    return code


def _given(paths: Sequence[str]) -> list[Path]:
    for path in paths:
        if not os.path.lexists(path):
            raise SerError(Message("project.no_such_path", path=path))
    return [Path(path) for path in dict.fromkeys(os.path.abspath(path) for path in expand(paths))]


def _add(
    store: ProjectStore, paths: Sequence[Path], options: argparse.Namespace, profile: Profile
) -> int:
    failures = Failures(len(paths))

    def work() -> None:
        _list(store, paths, failures)
        todo = _unanswered(store) if options.analyze else []
        _analyse_and_find(store, todo, options, profile, failures)

    return _interruptible(store, failures, work)


def _analyse_and_find(
    store: ProjectStore,
    todo: Sequence[Recording],
    options: argparse.Namespace,
    profile: Profile,
    failures: Failures,
) -> list[Message]:
    """Find speakers if asked for, then analyse recordings, with a track for each speaker.

    Who speaks when is found first, so that the model hears each speaker's windows, as ``analyze
    --speakers`` does. Recordings that had an answer are analysed again with the speakers found in
    them, unless another model answered.

    Returns:
        sentences on what was done.
    """
    if options.speakers is None:
        n = _analyse(store, todo, options, profile, failures)
        return [Message("project.analysed", n=n)]
    from ser_desktop.commands.project_speakers import find_speakers  # slow to import

    search = find_speakers(store, options.speakers, failures, {one.id for one in todo})
    todo = [one for one in todo if one.id not in search.failed]
    rest = search.found - {one.id for one in todo}
    found = [one for one in store.recordings() if one.id in rest]
    if found:
        answers, key = (
            KeptAnalyses(store).answers(),
            model_key(_model(options, profile).load().info),
        )
        todo += [one for one in found if answers[one.sha256].model == key]
    n = _analyse(store, todo, options, profile, failures)
    n_found = len(search.found)
    return [Message("project.analysed", n=n), Message("project.speakers_found", n=n_found)]


def _interruptible(store: ProjectStore, failures: Failures, work: Callable[[], None]) -> int:
    try:
        work()
    except KeyboardInterrupt as stop:
        say(str(Message("project.interrupted", path=store.path)))
        return exit_code(stop)
    failures.list_again()
    return SOME_FAILED if failures else OK


def _list(store: ProjectStore, paths: Iterable[Path], failures: Failures) -> None:
    """Add recordings to the project, after those that it has."""
    position = max((recording.position for recording in store.recordings()), default=-1.0)
    for path in paths:
        position += 1
        try:
            sha256 = sha256_of(path)
        except AudioFileError as error:
            failures.add(path, error)
            continue
        status = path.stat()
        store.put(Recording(new_id(), path, position, sha256, status.st_size, status.st_mtime_ns))


def _unanswered(store: ProjectStore) -> list[Recording]:
    answered = KeptAnalyses(store).answers().keys()
    return [recording for recording in store.recordings() if recording.sha256 not in answered]


def _analyse(
    store: ProjectStore,
    recordings: Sequence[Recording],
    options: argparse.Namespace,
    profile: Profile,
    failures: Failures,
) -> int:
    """Analyse recordings; each answer is stored as soon as it is complete. Returns their number."""
    if not recordings:
        return 0
    n_analysed = 0
    model, workers = _model(options, profile), options.workers
    paths = [recording.path for recording in recordings]
    known = {item.recording_id: item.turns for item in store.turns()}
    turns = [known.get(recording.id, ()) for recording in recordings]
    asked = inference_options(workers)
    for number, scores in hear_unordered(paths, model, asked, workers, turns=turns):
        recording = recordings[number]
        if not isinstance(scores, WindowScores):
            failures.add(recording.path, scores)
            continue
        file = scores.file
        with store.transaction():
            KeptAnalyses(store).keep(scores)
            store.put(
                replace(
                    recording,
                    duration_s=file.duration_s,
                    sha256=file.sha256,
                    size_bytes=file.size_bytes,
                    modified_ns=file.modified_ns,
                )
            )
        n_analysed += 1
    return n_analysed


def _model(options: argparse.Namespace, profile: Profile) -> ModelRef:
    from ser_desktop.emotion.catalogue import load_model

    return refer_to(load_model(options.model, profile.models), profile.models)
