"""Many recordings at once: plan (what goes where), run (on one process or more), record (done).

Under ``analyze``, *Export all* and ``compare``. ``task`` is one piece of work as a picklable call,
``runner`` makes such calls, ``process_runner`` makes them on several processes.
"""
