"""Channels: who may do what in a conversation, posting, and everything that is live. Grants come from here only."""
