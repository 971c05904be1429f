"""Five folds of CREMA-D's actors, and the joint folds with RAVDESS.

Men and women were dealt to the folds in turn, in the order of their numbers. The validation actors
of a fold are three men and three women of the next fold's test actors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from training.data.manifest import Clip
from training.data.splits import Split, luna5, random80, speech_song

CREMA5_TEST = (
    (
        1001,
        1002,
        1008,
        1016,
        1018,
        1026,
        1028,
        1034,
        1040,
        1046,
        1048,
        1054,
        1061,
        1062,
        1068,
        1075,
        1080,
        1084,
        1087,
    ),
    (
        1003,
        1005,
        1009,
        1017,
        1020,
        1027,
        1029,
        1035,
        1041,
        1047,
        1050,
        1055,
        1063,
        1064,
        1069,
        1076,
        1081,
        1088,
        1089,
    ),
    (
        1004,
        1010,
        1011,
        1019,
        1021,
        1030,
        1031,
        1036,
        1042,
        1049,
        1051,
        1056,
        1065,
        1070,
        1072,
        1078,
        1083,
        1090,
        1091,
    ),
    (
        1006,
        1012,
        1014,
        1022,
        1024,
        1032,
        1037,
        1038,
        1044,
        1052,
        1057,
        1058,
        1066,
        1071,
        1073,
        1079,
        1085,
    ),
    (
        1007,
        1013,
        1015,
        1023,
        1025,
        1033,
        1039,
        1043,
        1045,
        1053,
        1059,
        1060,
        1067,
        1074,
        1077,
        1082,
        1086,
    ),
)
CREMA5_VALIDATION = (
    (1003, 1005, 1009, 1017, 1020, 1027),
    (1004, 1010, 1011, 1019, 1021, 1031),
    (1006, 1012, 1014, 1022, 1024, 1032),
    (1007, 1013, 1015, 1023, 1025, 1033),
    (1001, 1002, 1008, 1016, 1018, 1026),
)


def crema5(clips: Sequence[Clip], fold: int, _songs_in_training: bool = True) -> Split:
    """Fold 0-4 of CREMA-D by actor, six emotions."""
    split = Split(f"crema5-fold{fold}", [], [], [], per_actor=0)
    for clip in clips:
        if clip.corpus != "crema-d":
            continue
        if int(clip.speaker) in CREMA5_TEST[fold]:
            split.test.append(clip)
        elif int(clip.speaker) in CREMA5_VALIDATION[fold]:
            split.validation.append(clip)
        else:
            split.train.append(clip)
    return split


def both(clips: Sequence[Clip], fold: int, songs_in_training: bool = True) -> Split:
    """Fold 0-4 of RAVDESS and of CREMA-D together: one model, judged on unseen actors of both."""
    ravdess = [clip for clip in clips if clip.corpus == "ravdess"]
    spoken = luna5(ravdess, fold, songs_in_training)
    crema = crema5(clips, fold)
    return replace(
        spoken,
        name=f"both-fold{fold}",
        train=spoken.train + crema.train,
        validation=spoken.validation + crema.validation,
        test=spoken.test + crema.test,
        per_actor=0,
    )


MIXED = "random80"
"""The split by clip, where actors stand on both sides."""


def random80_with_crema(clips: Sequence[Clip]) -> Split:
    """``random80`` of RAVDESS, with all of CREMA-D on the training side."""
    mixed = random80(_ravdess(clips))
    crema = [clip for clip in clips if clip.corpus == "crema-d"]
    return replace(mixed, train=mixed.train + crema)


N_FOLDS = 5
JOINT_SYSTEMS = ("ser-base", "ser-small")
"""Systems whose five models learn from both corpora at once (``both``), and are judged thrice."""


def trained_protocol(system: str, protocol: str) -> str:
    """Return the protocol whose models of a system are judged by another protocol."""
    return "both" if system in JOINT_SYSTEMS and protocol in JOINT_TESTS else protocol


def training_split(system: str, clips: Sequence[Clip], fold: int, songs_in_training: bool) -> Split:
    """Return what the model of a fold of ``luna5`` learned from.

    Args:
        system: the system that the model belongs to.
        clips: clips of RAVDESS, and of CREMA-D for a system that learned from both.
        fold: 0 to 4.
        songs_in_training: whether songs of the training actors serve, too.
    """
    make = both if system in JOINT_SYSTEMS else luna5
    return make(clips, fold, songs_in_training)


def _ravdess(clips: Sequence[Clip]) -> list[Clip]:
    return [clip for clip in clips if clip.corpus == "ravdess"]


JOINT_TESTS: dict[str, Callable[[Sequence[Clip], int], list[Clip]]] = {
    "both": lambda clips, fold: both(clips, fold).test,
    "luna5": lambda clips, fold: luna5(_ravdess(clips), fold).test,
    "speech_song": lambda clips, fold: speech_song(_ravdess(clips), fold).test,
    "crema5": lambda clips, fold: crema5(clips, fold).test,
}
"""The protocols that the models of ``both`` are judged by: their test clips of a fold."""


def joint_test(name: str, clips: Sequence[Clip], fold: int) -> list[Clip]:
    """Test clips of a protocol, none of whose speakers the model of ``both`` learned from.

    Raises:
        ValueError: a speaker of the test was heard in training or chose something.
    """
    test = JOINT_TESTS[name](clips, fold)
    learned = both(clips, fold)
    known_speakers = {(clip.corpus, clip.speaker) for clip in learned.train + learned.validation}
    if known := known_speakers & {(clip.corpus, clip.speaker) for clip in test}:
        raise ValueError(f"{name}, fold {fold}: speakers {sorted(known)} were heard in training")
    return test
