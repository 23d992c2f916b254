"""The mailbox: what waits for somebody: notices, what is unread, and what they themselves wrote and have not sent."""
