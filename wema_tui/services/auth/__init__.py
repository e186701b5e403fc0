"""Who is who: passwords, sign-in, sessions, staff."""
