"""Packages (crypto.md §13.2): a copy of the record that proves itself, without a server. Pure."""
