"""The rules: what each duty asks, by which clause, with worked cases; and the office's own figures where a
rule leaves one open.
"""
