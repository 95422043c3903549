"""What the tests of the demonstration share: counties small and whole."""

from tests.apps.demonstration.fixtures import made, sample_county, sample_folder, small_county

__all__ = ["made", "sample_county", "sample_folder", "small_county"]
