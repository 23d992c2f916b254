"""The client in Python: the same protocol as the browser's, for tests, benchmarks, custodians and integrations.

The pure core (`account`, `trust`, `conversation`, `outbox`, `seat`, `connection`) has no I/O, clock or randomness of its own; the
shell (`http`, `socket`, `client`, `practice`) plugs it into the network. Of the server it imports the pure rooms only.
"""
