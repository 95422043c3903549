"""Room of the workbench: boards."""
