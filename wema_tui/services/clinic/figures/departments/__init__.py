"""What each department tells: one small module each, in the order of their `place`."""
