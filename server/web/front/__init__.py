"""The front: one origin for both applications, and what passes through it."""
