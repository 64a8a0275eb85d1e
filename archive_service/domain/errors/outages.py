"""What the archive stands on does not answer, or gives back other bytes than it was given."""

from archive_service.domain.errors.roots import Unavailable


class StoreUnavailable(Unavailable):
    """Facts: cause, where the store tells one; more is in the log.

    One of unreachable, certificate, credential, permission, clock, bucket, full, busy, truncated, damaged, lock (asked
    for and not kept), disk, refused.
    """

    code = "store_unavailable"


class StoreCannotLock(Unavailable):
    """Facts: missing."""

    code = "store_cannot_lock"


class CatalogUnavailable(Unavailable):
    """No facts; the cause is in the log."""

    code = "catalog_unavailable"


class ScannerUnavailable(Unavailable):
    """Facts: cause. One of unreachable, too_large (past the limit of the scanner), refused."""

    code = "scanner_unavailable"


class IndexNotReady(Unavailable):
    """No facts."""

    code = "index_not_ready"


class BytesDamaged(Unavailable):
    """Stored bytes do not match their digest: they are never handed out. Facts: record."""

    code = "bytes_damaged"
