"""Room of the workbench: people."""
