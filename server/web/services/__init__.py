"""Other systems of the practice: made at the desk, and what they may do."""
