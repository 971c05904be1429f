"""Makes and checks the standalone program and its installers."""
