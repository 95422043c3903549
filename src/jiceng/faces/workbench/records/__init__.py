"""Room of the workbench: records."""
