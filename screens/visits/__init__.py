"""Screens of visits: check-in, queues, service points."""
