"""Room of the workbench: units."""
