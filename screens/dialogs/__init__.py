"""Questions asked over another screen."""
