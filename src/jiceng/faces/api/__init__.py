"""The interface for machines: the same services and selectors as the screens, behind tokens."""
