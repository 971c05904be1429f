"""Figures of models that never heard the speakers they are judged on."""
