"""Jiceng 基层: the office work of grassroots organisations, from minutes written once.

Floors, each importing only from those below: config → faces → apps → engines → kernel;
`profiles` holds data alone. ARCHITECTURE.md says where a thing belongs.
"""

__version__ = "0.1.0"
