"""What things cost, what is owed for them, and what was paid."""
