"""What can be wrong with the register of units and its events."""

from archive_service.domain.errors.roots import Conflict, Refused


class BadUnitRegister(Refused):
    """Facts: row, problem, value.

    The problem is column_missing, unreadable, file_too_large, not_utf8, cell_empty, no_day, code_twice, parent_unknown,
    parents_circle, has_history, contradicts, or one of an event; the value is what it is about.
    """

    code = "bad_unit_register"


class BadUnitEvent(Refused):
    """Facts: problem, unit, day.

    The unit is told by its name, a code that is taken by itself (whose it is may not be for whoever asks), the day only
    where it is the reason. The problem is one of incomplete, name_missing, changes_nothing, unknown_unit, unit_known,
    not_yet_there, ended_unit, units_below, below_itself, out_of_order, code_taken, in_future, outside.
    """

    code = "bad_unit_event"


class UnitRegisterChanged(Conflict):
    """Facts: expected, current. Both are versions of the register."""

    code = "unit_register_changed"
