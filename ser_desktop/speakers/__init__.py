"""Speakers: profiles with examples of one person, and adapters that correct answers by them."""
