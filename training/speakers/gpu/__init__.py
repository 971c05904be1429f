"""Learning of voices on a graphics card: everything from the samples to the loss stays there."""
