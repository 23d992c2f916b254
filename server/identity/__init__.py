"""The identity application: numbers, what proves their holders, and what only they can open. Own database, own role."""
