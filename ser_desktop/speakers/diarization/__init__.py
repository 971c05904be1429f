"""Who speaks when in one channel: speech, voices of short windows, clusters, turns."""
