"""What WEMA brings along: a starter formulary, and the people of the demo clinic."""
