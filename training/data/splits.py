"""The protocols: which clips are for training, validation and test.

``validation`` alone may choose an epoch, a hyper-parameter, a temperature or a threshold. Fold
definitions: Luna-Jimenez et al. 2022, Appl. Sci. 12(1):327 (test actors); Krasnoproshin &
Vashkevich 2026, arXiv 2606.03359 (validation actors); EmoBox, Interspeech 2024, arXiv 2406.07162.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from training.data.manifest import Clip

LUNA5_TEST = (
    (2, 5, 14, 15, 16),
    (3, 6, 7, 13, 18),
    (10, 11, 12, 19, 20),
    (8, 17, 21, 23, 24),
    (1, 4, 9, 22),
)
LUNA5_VALIDATION = ((3, 6), (10, 11), (8, 17), (1, 14), (2, 5))
EMOBOX6_TEST = (
    (1, 11, 20, 21),
    (4, 10, 12, 14),
    (8, 9, 19, 23),
    (3, 5, 7, 24),
    (2, 15, 16, 18),
    (6, 13, 17, 22),
)
RANDOM80_SEED = 80
SONG_CUT_S = 2.389
"""Length of the songs in the copy of RAVDESS that the results of ``ours-1.2`` used, seconds."""


@dataclass(frozen=True)
class Split:
    """Clips of one fold.

    Args:
        by_actor: no actor is on two sides.
        per_actor: so many spoken clips of each emotion (half as many neutral ones) validation and
            test hold of every actor; 0 where they need not be whole.
        cut_s: seconds from the start of each clip that are used in training and test; None uses
        all.
    """

    name: str
    train: list[Clip]
    validation: list[Clip]
    test: list[Clip]
    by_actor: bool = True
    per_actor: int = 8
    cut_s: float | None = None


@dataclass(frozen=True)
class Protocol:
    """A protocol of evaluation: folds with their clips."""

    name: str
    n_folds: int
    split: Callable[[Sequence[Clip], int, bool], Split]
    """Clips of RAVDESS, the fold, and whether songs of training actors serve too."""
    models_of: str = ""
    """The protocol whose training is the same, and whose models are judged; its own without."""

    @property
    def trained(self) -> str:
        """Name of the protocol whose models are judged."""
        return self.models_of or self.name


def luna5(clips: Sequence[Clip], fold: int, songs_in_training: bool = True) -> Split:
    """Fold 0-4 of RAVDESS speech by actor; songs only ever serve for training."""
    test, validation = LUNA5_TEST[fold], LUNA5_VALIDATION[fold]
    return _by_actor(f"luna5-fold{fold}", clips, test, validation, songs_in_training)


def emobox6(clips: Sequence[Clip], fold: int, songs_in_training: bool = True) -> Split:
    """Make fold 0 to 5 of EmoBox.

    EmoBox names no validation actors: these are the first man and the first woman among the test
    actors of the folds that follow.
    """
    n_folds = len(EMOBOX6_TEST)
    following = [a for i in range(1, n_folds) for a in EMOBOX6_TEST[(fold + i) % n_folds]]
    man = next(actor for actor in following if actor % 2)
    woman = next(actor for actor in following if not actor % 2)
    name, test = f"emobox6-fold{fold}", EMOBOX6_TEST[fold]
    return _by_actor(name, clips, test, (man, woman), songs_in_training)


def song(clips: Sequence[Clip], fold: int, _songs_in_training: bool = True) -> Split:
    """Songs alone, six emotions, the actors of ``luna5``."""
    songs = [clip for clip in clips if clip.channel == "song"]
    return _all_channels(f"song-fold{fold}", songs, fold)


def speech_cut(clips: Sequence[Clip], fold: int, _songs_in_training: bool = True) -> Split:
    """Speech of the songs' six emotions, cut to the songs' length: the control of ``song``."""
    sung = {clip.emotion for clip in clips if clip.channel == "song"}
    speech = [clip for clip in clips if clip.channel == "speech" and clip.emotion in sung]
    split = _all_channels(f"speech_cut-fold{fold}", speech, fold)
    return replace(split, per_actor=8, cut_s=SONG_CUT_S)


def speech_song(clips: Sequence[Clip], fold: int, _songs_in_training: bool = True) -> Split:
    """The training of ``luna5``, tested on the songs of the same actors as well."""
    test = [clip for clip in clips if int(clip.speaker) in LUNA5_TEST[fold]]
    split = luna5(clips, fold, songs_in_training=True)
    return replace(split, name=f"speech_song-fold{fold}", test=test, per_actor=0)


def statement(clips: Sequence[Clip], fold: int, _songs_in_training: bool = True) -> Split:
    """Train on one sentence, test on the other, unseen actors: speech, the folds of ``luna5``."""
    speech = luna5(clips, fold, songs_in_training=False)
    return Split(
        f"statement-fold{fold}",
        [clip for clip in speech.train if clip.statement == "01"],
        [clip for clip in speech.validation if clip.statement == "01"],
        [clip for clip in speech.test if clip.statement == "02"],
        per_actor=4,
    )


def same_statement(clips: Sequence[Clip], fold: int, _songs_in_training: bool = True) -> Split:
    """The training of ``statement``, tested on the sentence it trained on: its control."""
    split = statement(clips, fold)
    test = [
        clip for clip in luna5(clips, fold, songs_in_training=False).test if clip.statement == "01"
    ]
    return replace(split, name=f"same_statement-fold{fold}", test=test)


def random80(clips: Sequence[Clip], _fold: int = 0, _songs_in_training: bool = True) -> Split:
    """Stratified random 80/20 by clip, speech and song: the ground of earlier systems.

    Actors stand on both sides, copies of a test clip do not. A tenth of the training clips choose.
    """
    rng = random.Random(RANDOM80_SEED)
    of_kind: dict[tuple[str, str], list[Clip]] = defaultdict(list)
    for clip in sorted({clip.sha256: clip for clip in clips}.values(), key=lambda c: c.path):
        of_kind[clip.emotion, clip.channel].append(clip)
    split = Split("random80-fold0", [], [], [], by_actor=False, per_actor=0)
    for kind in sorted(of_kind):
        members = of_kind[kind]
        rng.shuffle(members)
        n_test = round(0.2 * len(members))
        n_validation = round(0.08 * len(members))
        split.test.extend(members[:n_test])
        split.validation.extend(members[n_test : n_test + n_validation])
        split.train.extend(members[n_test + n_validation :])
    return split


def at_most(clips: Sequence[Clip], most: int) -> list[Clip]:
    """Draw no more than ``most`` clips of each emotion, always the same ones; 0 takes all."""
    if most == 0:
        return list(clips)
    of_emotion: dict[str, list[Clip]] = defaultdict(list)
    for clip in sorted(clips, key=lambda clip: clip.path):
        of_emotion[clip.emotion].append(clip)
    rng = random.Random(0)
    return [
        clip
        for emotion in sorted(of_emotion)
        for clip in rng.sample(of_emotion[emotion], min(most, len(of_emotion[emotion])))
    ]


def draw_for(
    protocol: Protocol, clips: Sequence[Clip], labels: Sequence[str], most_per_class: int
) -> list[Clip]:
    """Choose the clips that a system's split is drawn from.

    A random split is drawn from the clips that the system takes, every other split from all clips.

    Args:
        protocol: the protocol that makes the split.
        clips: all clips.
        labels: emotions that the system knows.
        most_per_class: largest number of clips of an emotion that it takes; 0 is all.

    Returns:
        Clips to split.
    """
    if protocol.name != "random80":
        return list(clips)
    return at_most([clip for clip in clips if clip.emotion in labels], most_per_class)


def restricted(split: Split, labels: Sequence[str], most_per_class: int) -> Split:
    """Keep the emotions that a system knows, and no more training clips of one than it takes."""

    def known(side: list[Clip]) -> list[Clip]:
        return [clip for clip in side if clip.emotion in labels]

    return replace(
        split,
        train=at_most(known(split.train), most_per_class),
        validation=known(split.validation),
        test=known(split.test),
    )


def all_actors(clips: Sequence[Clip], songs_in_training: bool = True) -> Split:
    """Put every clip on the training side, for the model that ships. Nothing is evaluated on it."""
    train = [clip for clip in clips if clip.channel == "speech" or songs_in_training]
    return Split("all", train, [], [])


PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        Protocol("luna5", 5, luna5),
        Protocol("emobox6", 6, emobox6),
        Protocol("song", 5, song),
        Protocol("speech_cut", 5, speech_cut),
        Protocol("speech_song", 5, speech_song, "luna5"),
        Protocol("statement", 5, statement),
        Protocol("same_statement", 5, same_statement, "statement"),
        Protocol("random80", 1, random80),
    )
}

CARRY_OVER = "emodb4"
"""EmoDB by a model of all RAVDESS actors: nothing is trained, so it is no split."""
EMODB4 = ("neutral", "happy", "sad", "angry")
"""Its classes; *calm* counts as *neutral*."""
LEAKY = "leaky"
"""System 4's own: rows and not clips are split, so it is no split of clips either."""

TRAINED = sorted({protocol.trained for protocol in PROTOCOLS.values()})
"""The protocols that have a training of their own."""
WHOLE = [name for name in TRAINED if name != "speech_cut"]
"""Those that hear clips to their end: the descriptors of the earlier systems are of whole clips."""


def _by_actor(
    name: str,
    clips: Sequence[Clip],
    test_actors: Collection[int],
    validation_actors: Collection[int],
    songs_in_training: bool,
) -> Split:
    split = Split(name, [], [], [])
    for clip in clips:
        speech = clip.channel == "speech"
        if int(clip.speaker) in test_actors:
            if speech:
                split.test.append(clip)
        elif int(clip.speaker) in validation_actors:
            if speech:
                split.validation.append(clip)
        elif speech or songs_in_training:
            split.train.append(clip)
    return split


def _all_channels(name: str, clips: Sequence[Clip], fold: int) -> Split:
    split = Split(name, [], [], [], per_actor=0)
    for clip in clips:
        if int(clip.speaker) in LUNA5_TEST[fold]:
            split.test.append(clip)
        elif int(clip.speaker) in LUNA5_VALIDATION[fold]:
            split.validation.append(clip)
        else:
            split.train.append(clip)
    return split


def luna5_validation_actors() -> list[int]:
    """Actors who chose something in one fold of ``luna5``, and are test actors of another."""
    return sorted({actor for fold in LUNA5_VALIDATION for actor in fold})
