"""What waits: threads, notices, unread marks, drafts. Not built yet: the room is named so that the import law has its place."""
