"""Room of the workbench: rules."""
