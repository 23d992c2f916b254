"""What both applications need of HTTP: problems, bodies, headers, origins, who is asking. It knows no room above it."""
