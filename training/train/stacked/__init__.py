"""Many tuning runs side by side on one GPU: all folds and seeds of a recipe in minutes.

One network of this size leaves most of a GPU idle. Here the weights of all runs are stacked along a
first axis, so that every product of matrices serves all runs at once; each run keeps its own clips,
random numbers and learning rates. ``pack`` collects what travels to the machine with the GPU,
``protocol`` trains there, ``unpack`` writes the runs as ``training.train.tune`` does.
"""
