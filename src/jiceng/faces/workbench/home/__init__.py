"""Room of the workbench: home."""
