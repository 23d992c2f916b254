"""The mailbox: what waits for somebody. So far what they themselves wrote and have not sent; letters and notices are not built yet."""
