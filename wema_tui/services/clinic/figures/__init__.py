"""The figures of the clinic, as its departments give them.

To add a department: a module in `departments` with a `Department` in it. The
dashboard and the chart find it there.
"""
