"""The screen of reception."""
