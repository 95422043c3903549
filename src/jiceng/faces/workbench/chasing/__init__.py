"""Chasing list (催办名单): what is past its day or soon will be, as text that can be sent to the units."""
