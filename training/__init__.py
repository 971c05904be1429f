"""Reproduces the models of SER Desktop; not installed with the application."""
