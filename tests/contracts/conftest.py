from __future__ import annotations

from tests.servers.fixtures import bucket, gateway, open_bucket

__all__ = ["bucket", "gateway", "open_bucket"]
