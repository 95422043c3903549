"""Audit entries and reading log: who changed what, who read whose file and why.

`services.record` is called by every service inside its transaction; `services.record_reading` whenever a
person's file is shown.
"""
