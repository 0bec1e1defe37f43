"""What is kept in SQLite: the inbox of updates, who asked what, the keys of this machine."""
