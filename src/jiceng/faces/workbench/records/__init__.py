"""The reading log and the journal, for those who watch over the office: who read whose file, who changed
what.
"""
