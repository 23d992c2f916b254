"""A practice and its keys from the command line: the root, the first sign-ins, certificates, custodians, matches (crypto.md §4, §7.1)."""
