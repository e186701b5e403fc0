"""What the administrator works with: people, and who waits."""
