"""The cryptography of crypto.md: pure, synchronous; randomness is an argument, failures are `errors.ProofError`."""
