"""Front ends of the classic systems: they compute features from the samples of a window.

Application and training use the same definition. librosa is imported for the first window; without
librosa these models give an error and the others work.
"""
