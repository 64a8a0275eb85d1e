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
│   ├── NothingChosen           a list or a hold over nothing
│   ├── PaperMissing            a step without its signed paper
│   ├── EndOutOfRange           a paper cannot have ceased to be in force on that day
│   ├── PaperOutOfOrder         the paper of a step is dated before the one before it, or ahead
│   ├── LedgerNeeded            what was destroyed after the backup has to be known before it is restored
│   └── WeakPassword            the password is too short
│       ├── LongPassword        longer than anybody types
│       ├── SamePassword        it is the one that is to be changed
│       ├── CommonPassword      it would be among the first that are tried
│       └── PasswordNamesOwner  it is made of the login or the name
├── NotSignedIn                 no valid session or token (HTTP 401, exit 3)
├── BadCredentials              name or password wrong (HTTP 401, exit 3)
│   ├── BadCode                 the code of the second factor is wrong, was used, or has run out
│   ├── FirstPasswordEnded      the password that the archive made was not used in time
│   ├── SignInExpired           the answer of the provider belongs to no sign-in that was begun here lately
│   ├── ProviderRefused         the provider did not sign the person in, or its answer does not hold
│   └── IdentityUnknown         signed in there, but no account here belongs to it
├── NotPermitted                the act itself is not for this role (HTTP 403, exit 3)
│   └── PasswordAgain           in this session the password was not typed lately enough for this act
├── NotFound                    no such thing, or not for this reader: the same answer (HTTP 404, exit 4)
│   └── Destroyed               its period was over and it was destroyed: for who may know (HTTP 410, exit 4)
│       └── Transferred         it went to another archive, which has it now
├── Conflict                    somebody else was first (HTTP 409, exit 1)
│   ├── WrongState              the step does not fit where the matter stands
│   ├── NotDue                  the record may not be listed for destruction
│   ├── UnderHold               a hold stands over the record
│   ├── OnAnotherList           the record is on another open list
│   ├── BackupsRemain           old backups may still hold what was destroyed
│   ├── NoEndAwaited            no rule keeps the record until it is no longer in force
│   ├── FrozenByList            what moves the clock of a record on a list is left alone
│   ├── CertificateMissing      the signed record of the destruction was not entered
│   ├── LiftNotAsked            nobody has asked to lift this hold, or somebody has already
│   ├── FoundOtherwise          the search that is to be frozen finds more or fewer records than before
│   ├── GoneMeanwhile           what was to be held was destroyed a moment before
│   ├── LedgerDiffers           the ledger of destructions goes on otherwise than the archive, or than another copy
│   ├── SecondFactorNeeded      the role asks for a second factor: it cannot be taken away
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
    ├── ProviderUnavailable     the provider of identities does not answer
    ├── IndexNotReady           no generation of the index can be opened
    └── BytesDamaged            stored bytes do not match their digest (HTTP 500)
        └── LedgerDamaged       a line of the ledger of destructions was changed or is missing

Each part has its module here; everybody imports from the package. The sentence for each code, in Vietnamese and English
with what to do next, stands in `archive_service/sentences/`; HTTP statuses in `archive_service/http.py`, exit codes in
`archive_service/commands/runner.py`.
"""

from archive_service.domain.errors.deposit import (
    BadField,
    BadFileName,
    BadManifest,
    BadManifestRow,
    BadPackage,
    EmptyFile,
    FileTooLarge,
    IdempotencyConflict,
    ImpossibleDate,
    Infected,
    NameTooLong,
    NotProposed,
    SecrecyMark,
    UnknownDocumentType,
    UnknownDossier,
    UnknownUnit,
    UnsupportedType,
)
from archive_service.domain.errors.outages import (
    BytesDamaged,
    CatalogUnavailable,
    IndexNotReady,
    ScannerUnavailable,
    StoreCannotLock,
    StoreUnavailable,
)
from archive_service.domain.errors.retention import (
    BackupsRemain,
    CertificateMissing,
    Destroyed,
    EndOutOfRange,
    FoundOtherwise,
    FrozenByList,
    GoneMeanwhile,
    LedgerDamaged,
    LedgerDiffers,
    LedgerNeeded,
    LiftNotAsked,
    NoEndAwaited,
    NotDue,
    NothingChosen,
    OnAnotherList,
    PaperMissing,
    PaperOutOfOrder,
    TooManyStandSo,
    Transferred,
    UnderHold,
)
from archive_service.domain.errors.roots import (
    ArchiveError,
    BadCredentials,
    Conflict,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Refused,
    SamePerson,
    TooManyAttempts,
    Unavailable,
    VersionConflict,
    WrongState,
)
from archive_service.domain.errors.sign_in import (
    BadCode,
    CommonPassword,
    FirstPasswordEnded,
    IdentityUnknown,
    LastAdministrator,
    LongPassword,
    PasswordAgain,
    PasswordNamesOwner,
    ProviderRefused,
    ProviderUnavailable,
    SamePassword,
    SecondFactorNeeded,
    SignInExpired,
    WeakPassword,
)
from archive_service.domain.errors.units import (
    BadUnitEvent,
    BadUnitRegister,
    UnitRegisterChanged,
)

__all__ = (
    "ArchiveError",
    "BackupsRemain",
    "BadCode",
    "BadCredentials",
    "BadField",
    "BadFileName",
    "BadManifest",
    "BadManifestRow",
    "BadPackage",
    "BadUnitEvent",
    "BadUnitRegister",
    "BytesDamaged",
    "CatalogUnavailable",
    "CertificateMissing",
    "CommonPassword",
    "Conflict",
    "Destroyed",
    "EmptyFile",
    "EndOutOfRange",
    "FileTooLarge",
    "FirstPasswordEnded",
    "FoundOtherwise",
    "FrozenByList",
    "GoneMeanwhile",
    "IdempotencyConflict",
    "IdentityUnknown",
    "ImpossibleDate",
    "IndexNotReady",
    "Infected",
    "LastAdministrator",
    "LedgerDamaged",
    "LedgerDiffers",
    "LedgerNeeded",
    "LiftNotAsked",
    "LongPassword",
    "NameTooLong",
    "NoEndAwaited",
    "NotDue",
    "NotFound",
    "NotPermitted",
    "NotProposed",
    "NotSignedIn",
    "NothingChosen",
    "OnAnotherList",
    "PaperMissing",
    "PaperOutOfOrder",
    "PasswordAgain",
    "PasswordNamesOwner",
    "ProviderRefused",
    "ProviderUnavailable",
    "Refused",
    "SamePassword",
    "SamePerson",
    "ScannerUnavailable",
    "SecondFactorNeeded",
    "SecrecyMark",
    "SignInExpired",
    "StoreCannotLock",
    "StoreUnavailable",
    "TooManyAttempts",
    "TooManyStandSo",
    "Transferred",
    "Unavailable",
    "UnderHold",
    "UnitRegisterChanged",
    "UnknownDocumentType",
    "UnknownDossier",
    "UnknownUnit",
    "UnsupportedType",
    "VersionConflict",
    "WeakPassword",
    "WrongState",
)
