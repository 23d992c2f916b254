"""The door of the messaging application: HTTP, the socket, the pages. Everything else of HTTP is in `server.http`."""
