"""Real servers on loopback, for tests, measurements and trying things out."""
