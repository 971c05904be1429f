"""ELAN files (.eaf), by pympi. XML that declares entities or a document type is refused."""

from __future__ import annotations

import warnings
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from ser_desktop.errors import ProjectError
from ser_desktop.project.importing.found import FoundLabel, unreadable
from ser_desktop.project.importing.text_file import read_bytes
from ser_desktop.texts.messages import Message


def read(path: Path) -> list[FoundLabel]:
    """Read the annotations with text of all tiers.

    Raises:
        ProjectError: the file is no ELAN file, or declares entities.
    """
    content = read_bytes(path)
    _check_xml(path, content)
    from pympi import Elan

    document = Elan.Eaf()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions it does not know
            Elan.parse_eaf(path, document, suppress_version_warning=True)
        media = _media_name(document)
        for tier in document.get_tier_names():
            _place_free_slots(document, tier)
        return [
            FoundLabel(
                start_ms / 1000,
                end_ms / 1000,
                str(text).strip(),
                tier,
                track=str(document.tiers[tier][2].get("PARTICIPANT") or ""),
                recording=media,
                rater=str(document.tiers[tier][2].get("ANNOTATOR") or ""),
            )
            for tier in document.get_tier_names()
            for start_ms, end_ms, text in _intervals(document, tier)
            if text and text.strip() and 0 <= start_ms <= end_ms
        ]
    except ProjectError:
        raise
    except Exception as error:  # noqa: BLE001  pympi may raise anything
        raise unreadable(path, f"it is no ELAN file ({type(error).__name__})") from None


def _check_xml(path: Path, content: bytes) -> None:
    """Refuse entities and document types before pympi reads the file."""

    def refuse(*_: object) -> None:
        raise ProjectError(Message("import.entities", path=path))

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise unreadable(path, error) from None


def _place_free_slots(document: Any, tier: str) -> None:
    """Give the time slots of a tier that have no value one: evenly between those that have.

    ELAN does so too, where people split an annotation without saying when.
    """
    slots = document.timeslots
    order = {slot: number for number, slot in enumerate(slots)}
    placed = document.tiers[tier][0].values()
    used = {slot for begin, end, *_ in placed for slot in (begin, end)}
    chain = sorted(used, key=order.__getitem__)
    known = [number for number, slot in enumerate(chain) if slots[slot] is not None]
    for first, last in pairwise(known):
        start_ms, end_ms = slots[chain[first]], slots[chain[last]]
        for number in range(first + 1, last):
            share = (number - first) / (last - first)
            slots[chain[number]] = round(start_ms + share * (end_ms - start_ms))


def _intervals(document: Any, tier: str) -> list[tuple[int, int, str]]:
    """Those whose times are known; a slot without a value at the very end has no time at all."""
    found = [entry[:3] for entry in document.get_annotation_data_for_tier(tier)]
    return [entry for entry in found if None not in entry[:2]]


def _media_name(document: Any) -> str:
    for media in document.get_linked_files():
        address = str(media.get("MEDIA_URL", ""))
        return unquote(address.replace("\\", "/").rsplit("/", 1)[-1])
    return ""
