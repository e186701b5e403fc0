"""Who has an account: add one, decide on it, change it, close it, find it."""
