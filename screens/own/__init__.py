"""What everybody has: the own profile, password and second factor."""
