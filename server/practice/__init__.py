"""The practice: whose keys are whose, by whose word, and who keeps the shares. It believes signatures, never its callers."""
