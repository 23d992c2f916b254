"""One module per structure of crypto.md: its operations, and the cases that hold them."""
