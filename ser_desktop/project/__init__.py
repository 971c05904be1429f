"""Projects: the work a person keeps, in one ``.serproj`` file (SQLite).

The whole interface, for the window and the commands:

* ``items``: what a project holds, as frozen dataclasses: ``Recording``, ``Annotation``,
  ``Speaker``, ``TrackSpeaker`` and ``Setting``. ``new_id()`` names a new one.
* ``store.ProjectStore``: ``create``, ``open``, ``open_or_create``; ``recordings()``,
  ``annotations()``, ``speakers()``, ``track_speakers()``, ``setting()``; ``put(*items)``,
  ``delete(*items)``, each one transaction on disk when it returns; ``with store.transaction():``
  makes one of several. Any thread may call it.
* ``analyses.KeptAnalyses(store)``: what a model said, by sha256, model and windows.
* ``changes``: a ``Change`` is items before and items after, with ``apply(store)``,
  ``revert(store)`` and ``message`` for the Edit menu; one function makes each kind of change.
* ``editing``: pure operations on annotations (split, merge, move an edge, nudge, from segments).
* ``copies``: ``save_as`` and ``collect``; ``relinking``: recordings that moved.

Beside it: ``importing`` reads annotations of other programs, ``ser_desktop.export.project`` writes
them, and ``ser_desktop.rating`` has blind rounds and agreement.

Without a named project the window works in the unnamed one of the profile,
``ProjectStore.open_or_create(profile.unnamed_project)``. A job that analyses asks
``KeptAnalyses.find`` first and calls ``keep`` after; both may be called on its thread. A change
that the disk does not take raises ``ProjectError``: apply it before it is pushed on an undo stack,
so that the stack never has a step that was not made.

A project never changes a model or a speaker profile. No Qt.
"""
