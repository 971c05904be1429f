"""Projects: recordings, analyses, annotations and speakers in one ``.serproj`` file (SQLite).

The whole interface, for the window and the commands:

* ``items``: the contents of a project as frozen dataclasses: ``Recording``, ``Annotation``,
  ``Speaker``, ``TrackSpeaker`` and ``Setting``. ``new_id()`` returns a new id.
* ``store.ProjectStore``: ``create``, ``open``, ``open_or_create``; ``recordings()``,
  ``annotations()``, ``speakers()``, ``track_speakers()``, ``setting()``; ``put(*items)``,
  ``delete(*items)``, each one transaction on disk when it returns; ``with store.transaction():``
  makes one of several. Any thread may call it.
* ``analyses.KeptAnalyses(store)``: stored scores, by sha256, model and windows.
* ``changes``: a ``Change`` is items before and items after, with ``apply(store)``,
  ``revert(store)`` and ``message`` for the Edit menu; one function makes each kind of change.
* ``editing``: pure operations on annotations (split, merge, move an edge, nudge, from segments).
* ``copies``: ``save_as`` and ``collect``; ``relinking``: recordings that moved.

Beside it: ``importing`` reads annotations of other programs, ``ser_desktop.export.project`` writes
them, and ``ser_desktop.rating`` has blind rounds and agreement.

Without a named project the window works in the unnamed one of the profile,
``ProjectStore.open_or_create(profile.unnamed_project)``. An analysis job calls
``KeptAnalyses.find`` first and ``keep`` afterwards; both may be called on its thread. A change that
cannot be written raises ``ProjectError``: apply it before pushing it on an undo stack, so that the
stack contains only steps that were made.

A project never changes a model or a speaker profile. No Qt.
"""
