"""The nurse: urgency, vital signs, and care given."""
