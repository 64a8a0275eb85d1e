"""Every way in which a request can fail, with a stable code.

ArchiveError
├── Refused                     the request cannot be taken as it is (HTTP 422, exit 1)
│   ├── UnsupportedType         the content is of a type that is not on the list
│   ├── EmptyFile               the file holds no byte
│   ├── FileTooLarge            the file is larger than the setting allows (HTTP 413)
│   ├── NameTooLong             the file name takes more than 255 bytes
│   ├── BadFileName             the file name is empty or holds control characters or slashes
│   ├── BadPackage              a .zip cannot be unpacked, or holds nothing
│   ├── Infected                the antivirus scanner found something
│   ├── SecrecyMark             the paper bears a mark of state secrecy
│   ├── UnknownUnit             no unit has this code
│   ├── UnknownDossier          no dossier has this id
│   ├── UnknownDocumentType     no type of paper has this code
│   ├── ImpossibleDate          the date does not exist or cannot be
│   ├── BadField                another field holds what it cannot hold
│   ├── BadManifest             the manifest cannot be read as a whole
│   ├── BadManifestRow          one row of the manifest is wrong; names row and column
│   ├── BadUnitRegister         the register of units contradicts itself
│   ├── BadUnitEvent            this cannot have happened to the units
│   ├── SamePerson              the second step needs another person than the first
│   ├── TooManyStandSo          more records stand so in retention than a search can be narrowed to
│   ├── LedgerNeeded            what was destroyed after the backup has to be known before it is restored
│   └── WeakPassword            the password is too short
├── NotSignedIn                 no valid session or token (HTTP 401, exit 3)
├── BadCredentials              name or password wrong (HTTP 401, exit 3)
├── NotPermitted                the act itself is not for this role (HTTP 403, exit 3)
├── NotFound                    no such thing, or not for this reader: the same answer (HTTP 404, exit 4)
│   └── Destroyed               its period was over and it was destroyed: for who may know (HTTP 410, exit 4)
│       └── Transferred         it went to another archive, which has it now
├── Conflict                    somebody else was first (HTTP 409, exit 1)
│   ├── WrongState              the step does not fit where the matter stands
│   ├── NotDue                  the record may not be listed for destruction
│   ├── UnderHold               a hold stands over the record
│   ├── OnAnotherList           the record is on another open list
│   ├── BackupsRemain           old backups may still hold what was destroyed
│   ├── CertificateMissing      the signed record of the destruction was not entered
│   ├── LiftNotAsked            nobody has asked to lift this hold, or somebody has already
│   ├── GoneMeanwhile           what was to be held was destroyed a moment before
│   ├── LedgerDiffers           the ledger of destructions goes on otherwise than the archive, or than another copy
│   ├── LastAdministrator       nobody would be left to manage people
│   ├── VersionConflict         the record changed since it was read
│   ├── NotProposed             the paper does not say this (any more)
│   ├── UnitRegisterChanged     the register of units changed since it was read
│   └── IdempotencyConflict     the same key came with another request
├── TooManyAttempts             slow down (HTTP 429, exit 1)
└── Unavailable                 try again later (HTTP 503, exit 5)
    ├── StoreUnavailable        the object store does not answer or is full
    ├── StoreCannotLock         the probe showed that the store keeps no locks
    ├── CatalogUnavailable      the catalog does not answer or is locked for too long
    ├── ScannerUnavailable      the antivirus scanner does not answer, and nothing is taken without it
    ├── IndexNotReady           no generation of the index can be opened
    └── BytesDamaged            stored bytes do not match their digest (HTTP 500)
        └── LedgerDamaged       a line of the ledger of destructions was changed or is missing

What can go wrong while signing in is drawn in `archive_service/domain/sign_in_errors.py`. The sentence for each code,
in Vietnamese and English with what to do next, stands in `archive_service/sentences.py`; HTTP statuses in
`archive_service/http.py`, exit codes in `archive_service/commands/runner.py`.
"""

from typing import ClassVar


class ArchiveError(Exception):
    """Root of the tree. `facts` fill the placeholders of the sentence for `code`; never secret."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        listed = ", ".join(f"{name}={value!r}" for name, value in facts.items())
        super().__init__(f"{self.code}: {listed}" if listed else self.code)


class Refused(ArchiveError):
    """The request cannot be taken as it is; nothing of it was kept."""

    code = "refused"


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


class BadUnitRegister(Refused):
    """Facts: row, problem."""

    code = "bad_unit_register"


class BadUnitEvent(Refused):
    """Facts: problem, unit, day.

    The unit is told by its name, the day only where it is the reason. The problem is one of incomplete, name_missing,
    changes_nothing, unknown_unit, unit_known, not_yet_there, ended_unit, units_below, below_itself, out_of_order,
    code_taken, in_future.
    """

    code = "bad_unit_event"


class WeakPassword(Refused):
    """Facts: minimum."""

    code = "weak_password"


class SamePerson(Refused):
    """No facts."""

    code = "same_person"


class TooManyStandSo(Refused):
    """Facts: most, field."""

    code = "too_many_stand_so"


class LedgerNeeded(Refused):
    """Facts: made_at."""

    code = "ledger_needed"


class NotSignedIn(ArchiveError):
    """No facts."""

    code = "not_signed_in"


class BadCredentials(ArchiveError):
    """No facts: whether the name exists is not told."""

    code = "bad_credentials"


class NotPermitted(ArchiveError):
    """No facts."""

    code = "not_permitted"


class NotFound(ArchiveError):
    """No facts: never existed and not for you answer alike."""

    code = "not_found"


class Destroyed(NotFound):
    """Facts: record, decision, destroyed_at. Raised only for who may know of destructions and might have read it."""

    code = "destroyed"


class Transferred(Destroyed):
    """Facts: record, receiver, receipt. It left this archive for another one, which has it now."""

    code = "transferred"


class Conflict(ArchiveError):
    """Somebody else was first."""

    code = "conflict"


class WrongState(Conflict):
    """Facts: state."""

    code = "wrong_state"


class NotDue(Conflict):
    """Facts: record, state. The state is that of its clock."""

    code = "not_due"


class UnderHold(Conflict):
    """Facts: record, document. The document is the order of the oldest hold."""

    code = "under_hold"


class OnAnotherList(Conflict):
    """Facts: disposition. It is the one that was not kept."""

    code = "on_another_list"


class BackupsRemain(Conflict):
    """Facts: until. On that day the last of them is gone."""

    code = "backups_remain"


class CertificateMissing(Conflict):
    """No facts."""

    code = "certificate_missing"


class LiftNotAsked(Conflict):
    """Facts: hold."""

    code = "lift_not_asked"


class GoneMeanwhile(Conflict):
    """Facts: hold, destroyed. The hold stands for the rest; destroyed are ids."""

    code = "gone_meanwhile"


class LedgerDiffers(Conflict):
    """Facts: line."""

    code = "ledger_differs"


class LastAdministrator(Conflict):
    """No facts."""

    code = "last_administrator"


class VersionConflict(Conflict):
    """Facts: expected, current."""

    code = "version_conflict"


class NotProposed(Conflict):
    """Facts: field."""

    code = "not_proposed"


class UnitRegisterChanged(Conflict):
    """Facts: expected, current. Both are versions of the register."""

    code = "unit_register_changed"


class IdempotencyConflict(Conflict):
    """No facts."""

    code = "idempotency_conflict"


class TooManyAttempts(ArchiveError):
    """Facts: seconds."""

    code = "too_many_attempts"


class Unavailable(ArchiveError):
    """Nothing was lost; the same request may succeed later."""

    code = "unavailable"


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


class LedgerDamaged(BytesDamaged):
    """Facts: line."""

    code = "ledger_damaged"
