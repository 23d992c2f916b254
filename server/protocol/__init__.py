"""The language, pure: frames, codec, the session's state machine, limits."""
