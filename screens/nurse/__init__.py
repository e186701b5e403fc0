"""The nurse's screens: who waits, urgency and vital signs, care given."""
