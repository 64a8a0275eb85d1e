"""The demonstration archive: invented papers of invented cells, made by our own code."""

from archive_service.demo.archive import DemoArchive, SampleSearch, write_demo
from archive_service.demo.organisation import DemoAccount

__all__ = ["DemoAccount", "DemoArchive", "SampleSearch", "write_demo"]
