"""Speaker diarization: training of the voice encoder, scripted conversations, and figures."""
