"""A model for SER Desktop that goes by loudness alone."""
