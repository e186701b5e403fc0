"""Tables, the connection and migrations. Imports nothing from the rest of WEMA."""
