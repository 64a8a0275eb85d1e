"""What can be wrong with papers handed in and with what is said of them."""

from archive_service.domain.errors.roots import Conflict, Refused


class UnsupportedType(Refused):
    """Facts: media_type."""

    code = "unsupported_type"


class EmptyFile(Refused):
    """No facts."""

    code = "empty_file"


class FileTooLarge(Refused):
    """Facts: limit_bytes."""

    code = "file_too_large"


class NameTooLong(Refused):
    """Facts: limit_bytes."""

    code = "name_too_long"


class BadFileName(Refused):
    """No facts."""

    code = "bad_file_name"


class BadPackage(Refused):
    """Facts: reason. One of damaged, encrypted, size_limit, empty, or what stopped the unpacking."""

    code = "bad_package"


class Infected(Refused):
    """Facts: name."""

    code = "infected"


class SecrecyMark(Refused):
    """No facts: not even which mark it was is kept."""

    code = "secrecy_mark"


class UnknownUnit(Refused):
    """Facts: unit."""

    code = "unknown_unit"


class UnknownDossier(Refused):
    """Facts: dossier."""

    code = "unknown_dossier"


class UnknownDocumentType(Refused):
    """Facts: type."""

    code = "unknown_document_type"


class ImpossibleDate(Refused):
    """Facts: value."""

    code = "impossible_date"


class BadField(Refused):
    """Facts: field, value."""

    code = "bad_field"


class BadManifest(Refused):
    """Facts: problem."""

    code = "bad_manifest"


class BadManifestRow(Refused):
    """Facts: row, column, problem."""

    code = "bad_manifest_row"


class NotProposed(Conflict):
    """Facts: field."""

    code = "not_proposed"


class IdempotencyConflict(Conflict):
    """No facts."""

    code = "idempotency_conflict"
