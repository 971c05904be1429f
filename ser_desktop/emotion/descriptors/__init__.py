"""Front ends of the classic systems: samples of one window to the features their networks take.

Each is defined once, for the application and for training. librosa is imported when the first
window is described and not before; without it these models say so and the others work.
"""
