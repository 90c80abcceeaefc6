"""Many reports at once, on the processes of one machine."""

from hasila.batch.local import Failed, read_all

__all__ = ["Failed", "read_all"]
