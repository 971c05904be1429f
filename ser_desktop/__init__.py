"""SER Desktop: hears emotion in speech, on the user's own computer."""

__version__ = "0.1.0"
