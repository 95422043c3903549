"""What the tests of the demonstration share: the whole county, made once a run."""

from tests.apps.demonstration.fixtures import sample_county, sample_folder

__all__ = ["sample_county", "sample_folder"]
