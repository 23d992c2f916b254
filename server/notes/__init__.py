"""The therapist's notes: sealed to their author, kept apart from the record, in nothing that leaves."""
