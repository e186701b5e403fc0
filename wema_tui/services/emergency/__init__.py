"""Emergency access: opened at once, looked at afterwards."""
