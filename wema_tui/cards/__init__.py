"""Patients' cards: what stands on one, as a picture and for label printers."""
