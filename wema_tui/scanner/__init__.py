"""Turn what a scanner sends into facts. No terminal, no database.

The one way in is `wema_tui.scanner.read.read_code`. What a code says is a
`wema_tui.scanner.scan.Scan`; what cannot be read is an `UnreadableCode`, which
names the code in a form that no terminal can be tricked with.
"""
