"""Programmes: one board, one page a project, one page an indicator with what stands behind it, one sheet to
print; targets, numbers with their source and risks.
"""
