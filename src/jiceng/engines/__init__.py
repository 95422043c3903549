"""Engines: arguments in, values out; no Django, no clock, no reading that the caller did not hand in.

Engines are strangers to each other and import the kernel only.
"""
