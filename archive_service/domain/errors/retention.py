"""What stands against keeping, listing, holding, destroying and handing over."""

from archive_service.domain.errors.outages import BytesDamaged
from archive_service.domain.errors.roots import Conflict, NotFound, Refused


class Destroyed(NotFound):
    """Facts: record, decision, destroyed_at. Raised only for who may know of destructions and might have read it."""

    code = "destroyed"


class Transferred(Destroyed):
    """Facts: record, receiver, receipt. It left this archive for another one, which has it now."""

    code = "transferred"


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


class NoEndAwaited(Conflict):
    """Facts: record. No rule keeps it until it is no longer in force."""

    code = "no_end_awaited"


class FrozenByList(Conflict):
    """Facts: record, disposition. Of what stands on its list nothing is changed that moves the clock."""

    code = "frozen_by_list"


class CertificateMissing(Conflict):
    """No facts."""

    code = "certificate_missing"


class FoundOtherwise(Conflict):
    """Facts: before, now. How many records the search found when the person looked, and finds now."""

    code = "found_otherwise"


class NothingChosen(Refused):
    """No facts. A list or a hold over nothing."""

    code = "nothing_chosen"


class PaperMissing(Refused):
    """No facts. A step is shown by its signed paper."""

    code = "paper_missing"


class EndOutOfRange(Refused):
    """Facts: day, first, last. The days between which a paper can have ceased to be in force."""

    code = "end_out_of_range"


class PaperOutOfOrder(Refused):
    """Facts: day, first, last. The papers of a disposition follow on each other: the days between which it must lie."""

    code = "paper_out_of_order"


class LiftNotAsked(Conflict):
    """Facts: hold."""

    code = "lift_not_asked"


class GoneMeanwhile(Conflict):
    """Facts: hold, destroyed. The hold stands for the rest; destroyed are ids."""

    code = "gone_meanwhile"


class TooManyStandSo(Refused):
    """Facts: most, field."""

    code = "too_many_stand_so"


class LedgerNeeded(Refused):
    """Facts: made_at."""

    code = "ledger_needed"


class LedgerDiffers(Conflict):
    """Facts: line."""

    code = "ledger_differs"


class LedgerDamaged(BytesDamaged):
    """Facts: line."""

    code = "ledger_damaged"
