"""What belongs to conversations over HTTP; their words go through the socket."""
