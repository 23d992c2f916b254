"""The retained record: conversations, their entries in order, epochs, deposits, cursors. It keeps; who may, channels decide."""
