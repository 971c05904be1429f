"""Speakers: profiles that learn how one person sounds, and adapters that correct by them."""
