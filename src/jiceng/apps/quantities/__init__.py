"""What is counted of units (口径): named quantities read off the registers, as on any day.

Which there are is profile data (`[quantity.CODE]`); standards, criteria of weak branches and indicators of
programmes name them in conditions. Nothing is typed in and nothing is kept. Public: `selectors` (amounts with
what they rest on), `sources.SOURCES` (how each source is read; an app above adds its own).
"""
