"""A witness of the record log (crypto.md §9.4): a program of its own, on a machine of somebody else's. It signs in nowhere."""
