"""The mailbox: what waits for somebody: letters, notices, files that go with letters, and what they themselves wrote and have not sent."""
