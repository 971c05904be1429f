"""Reading of sound files: one module for each container.

Headers can state a wrong length. Each module walks through a file and finds the true one. If the
header is correct, libsndfile or FFmpeg reads the file unchanged; otherwise they get a view of the
file with a corrected header, or single frames.
"""
