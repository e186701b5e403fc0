"""The pharmacy: what is on the shelf, and every way it comes and goes."""
