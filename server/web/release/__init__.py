"""What leaves the record or ends it: consents, requests, orders, retention."""
