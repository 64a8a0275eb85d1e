"""Worked cases of the clock over the shipped profile, each as a person would reckon it by hand.

A case names the paper, its dossier, the day on which is asked, and what must come out: state and day of review.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from archive_service.domain.records import RecordClass
from archive_service.domain.retention import DossierFacts, PaperFacts
from archive_service.domain.retention_clock import ClockState as State

TODAY = date(2043, 1, 1)


@dataclass(frozen=True, slots=True)
class Case:
    says: str
    paper: PaperFacts
    state: State
    review_from: date | None = None
    dossier: DossierFacts | None = None
    today: date = TODAY


def paper(type_code: str, day: str | None, period: str | None = None, **changes: object) -> PaperFacts:
    known = PaperFacts("rec_a", RecordClass.RESOLUTION, type_code, date.fromisoformat(day) if day else None, period)
    return replace(known, **changes)  # type: ignore[arg-type]


def dossier(closed: str | None, *members: PaperFacts, kind: str = "general") -> DossierFacts:
    numbered = tuple(replace(member, record_id=f"rec_m{number}") for number, member in enumerate(members))
    return DossierFacts("dos_1", kind, date.fromisoformat(closed) if closed else None, numbered)


def _by_type() -> list[Case]:
    """Every kind of paper alone, dated 2022: the years of its rule, and for ever."""
    years = {
        "BB": 20, "KL": 20, "BKĐ": 70, "CT": 50, "TT": 50, "TB": 50, "ĐA": 50, "PA": 50, "TTr": 50, "VB": 50,
        "CV": 10, "GM": 10, "GGT": 10, "PG": 10, "GK": 10, "GCN": 10, "PCĐ": 10, "DS": 10,
    }  # fmt: skip
    cases = [
        Case(
            f"{code} alone is kept {count} years", paper(code, "2022-02-05"),
            State.REVIEW_DUE if 2022 + count + 1 <= TODAY.year else State.RUNNING_CLOCK, date(2022 + count + 1, 1, 1),
        )
        for code, count in years.items()
    ]  # fmt: skip
    cases += [
        Case(f"{code} is kept for ever", paper(code, "2022-02-05"), State.KEPT_FOR_EVER)
        for code in ("NQ", "QĐ", "QyĐ", "QC", "HD")
    ]
    return cases


def _by_period() -> list[Case]:
    cases = []
    for code in ("BC", "KH", "CTr"):
        cases += [
            Case(f"{code} of a month", paper(code, "2022-03-31", "2022-03"), State.REVIEW_DUE, date(2033, 1, 1)),
            Case(f"{code} of a quarter", paper(code, "2022-04-02", "2022-Q1"), State.REVIEW_DUE, date(2033, 1, 1)),
            Case(f"{code} of a year", paper(code, "2022-12-20", "2022"), State.KEPT_FOR_EVER),
            Case(f"{code} for no period", paper(code, "2022-12-20"), State.KEPT_FOR_EVER),
        ]
    return cases


def _by_day() -> list[Case]:
    """The edges of years: what counts is the year, never the day in it."""
    return [
        Case("first day of the year", paper("BB", "2022-01-01"), State.REVIEW_DUE, date(2043, 1, 1)),
        Case("last day of the year", paper("BB", "2022-12-31"), State.REVIEW_DUE, date(2043, 1, 1)),
        Case("a day later, a year later", paper("BB", "2023-01-01"), State.RUNNING_CLOCK, date(2044, 1, 1)),
        Case("29 February", paper("BB", "2024-02-29"), State.RUNNING_CLOCK, date(2045, 1, 1)),
        Case("29 February of a century", paper("BB", "2000-02-29"), State.REVIEW_DUE, date(2021, 1, 1)),
        Case("the evening before", paper("BB", "2022-02-05"), State.RUNNING_CLOCK, date(2043, 1, 1),
             today=date(2042, 12, 31)),
        Case("the morning itself", paper("BB", "2022-02-05"), State.REVIEW_DUE, date(2043, 1, 1),
             today=date(2043, 1, 1)),
        Case("unknown day", paper("BB", None, "2022-03"), State.UNKNOWN_DATE),
        Case("unknown day of a resolution", paper("NQ", None), State.KEPT_FOR_EVER),
        Case("paper dated ahead", paper("GK", "2044-01-05"), State.RUNNING_CLOCK, date(2055, 1, 1)),
        Case("seventy years", paper("BKĐ", "1972-06-01"), State.REVIEW_DUE, date(2043, 1, 1)),
        Case("seventy years less one", paper("BKĐ", "1973-06-01"), State.RUNNING_CLOCK, date(2044, 1, 1)),
        Case("an old paper", paper("VB", "1930-02-03"), State.REVIEW_DUE, date(1981, 1, 1)),
        Case("unknown type", paper("HĐ", "2022-02-05"), State.NO_RULE),
        Case("unknown type and day", paper("HĐ", None), State.NO_RULE),
        Case("photo alone", paper("HĐ", "2022-02-05", record_class=RecordClass.EVIDENCE), State.REVIEW_DUE,
             date(2033, 1, 1)),
        Case("evidence that is minutes: longest", paper("BB", "2022-02-05", record_class=RecordClass.EVIDENCE),
             State.REVIEW_DUE, date(2043, 1, 1)),
        Case("consultation paper", paper("PXYK", "2022-02-05", record_class=RecordClass.CONSULTATION),
             State.KEPT_FOR_EVER),
        Case("a decree still in force", paper("NĐ", "2010-02-05"), State.EVENT_PENDING),
        Case("a decree no longer in force", paper("NĐ", "2010-02-05", event_on=date(2020, 7, 1)), State.REVIEW_DUE,
             date(2021, 1, 1)),
        Case("a decree that ends this year", paper("NĐ", "2010-02-05", event_on=date(2043, 1, 1)),
             State.RUNNING_CLOCK, date(2044, 1, 1)),
        Case("end before its own date", paper("NĐ", "2010-02-05", event_on=date(2009, 7, 1)), State.REVIEW_DUE,
             date(2011, 1, 1)),
        Case("extended by a review", paper("GK", "2022-02-05", not_before=date(2050, 1, 1)), State.RUNNING_CLOCK,
             date(2050, 1, 1)),
        Case("an extension never shortens", paper("BB", "2030-02-05", not_before=date(2040, 1, 1)),
             State.RUNNING_CLOCK, date(2051, 1, 1)),
        Case("extension over", paper("GK", "2022-02-05", not_before=date(2042, 1, 1)), State.REVIEW_DUE,
             date(2042, 1, 1)),
        Case("made permanent by a review", paper("GK", "2022-02-05", made_permanent=True), State.KEPT_FOR_EVER),
        Case("made permanent without a date", paper("GK", None, made_permanent=True), State.KEPT_FOR_EVER),
    ]  # fmt: skip


def _by_reform() -> list[Case]:
    """Units end, merge and get new names: whose paper it is now changes nothing, nor when the law about it changed."""
    return [
        Case("cell that was merged on 1 July 2025", paper("BB", "2022-02-05", unit_kind="former_cell"),
             State.REVIEW_DUE, date(2043, 1, 1)),
        Case("committee of a ward that is no more", paper("CV", "2024-06-30", unit_kind="former_committee"),
             State.REVIEW_DUE, date(2035, 1, 1)),
        Case("last paper before the reform", paper("CV", "2025-06-30"), State.REVIEW_DUE, date(2036, 1, 1)),
        Case("first paper after the reform", paper("CV", "2025-07-01"), State.REVIEW_DUE, date(2036, 1, 1)),
        Case("founding of a merged cell", paper("QĐ", "2025-07-01"), State.KEPT_FOR_EVER),
        Case("dossier closed by the reform", paper("CV", "2025-03-05"), State.REVIEW_DUE, date(2036, 1, 1),
             dossier("2025-06-30", paper("CV", "2025-03-05", unit_kind="former_cell"))),
        Case("dossier that went on in the new unit", paper("CV", "2025-03-05"), State.RUNNING_CLOCK, date(2047, 1, 1),
             dossier("2026-02-01", paper("CV", "2025-03-05"), paper("BB", "2026-01-31"))),
    ]  # fmt: skip


def _by_dossier() -> list[Case]:
    gk, bb = paper("GK", "2021-02-05"), paper("BB", "2022-03-01")
    return [
        Case("open dossier", gk, State.OPEN_DOSSIER, dossier=dossier(None, gk)),
        Case("closed dossier of one", gk, State.REVIEW_DUE, date(2032, 1, 1), dossier("2021-06-01", gk)),
        Case("closed a year later", gk, State.REVIEW_DUE, date(2033, 1, 1), dossier("2022-06-01", gk)),
        Case("the longest member decides", gk, State.REVIEW_DUE, date(2043, 1, 1), dossier("2022-06-01", gk, bb)),
        Case("late addition moves the clock", gk, State.RUNNING_CLOCK, date(2044, 1, 1),
             dossier("2022-06-01", gk, bb, paper("GK", "2023-01-02"))),
        Case("a permanent member keeps all", gk, State.KEPT_FOR_EVER,
             dossier=dossier("2022-06-01", gk, paper("NQ", "2022-03-01"))),
        Case("a permanent member keeps all, open too", gk, State.KEPT_FOR_EVER,
             dossier=dossier(None, gk, paper("NQ", "2022-03-01"))),
        Case("a member without a date stops all", gk, State.UNKNOWN_DATE,
             dossier=dossier("2022-06-01", gk, paper("GK", None))),
        Case("a member without a rule stops all", gk, State.NO_RULE,
             dossier=dossier("2022-06-01", gk, paper("HĐ", "2022-03-01"))),
        Case("a member in force stops all", gk, State.EVENT_PENDING,
             dossier=dossier("2022-06-01", gk, paper("NĐ", "2020-03-01"))),
        Case("campaign", paper("DS", "2021-02-05"), State.KEPT_FOR_EVER,
             dossier=dossier("2022-06-01", kind="campaign")),
        Case("congress", paper("GM", "2021-02-05"), State.KEPT_FOR_EVER, dossier=dossier(None, kind="congress")),
        Case("written consultation", paper("CV", "2021-02-05"), State.KEPT_FOR_EVER,
             dossier=dossier("2021-06-01", kind="consultation")),
        Case("monthly dossier", paper("PCĐ", "2021-02-05"), State.REVIEW_DUE, date(2042, 1, 1),
             dossier("2021-06-01", paper("BB", "2021-02-01"), kind="monthly")),
        Case("an extended member keeps all", gk, State.RUNNING_CLOCK, date(2060, 1, 1),
             dossier("2022-06-01", paper("GK", "2021-03-01", not_before=date(2060, 1, 1)))),
    ]  # fmt: skip


CASES = (*_by_type(), *_by_period(), *_by_day(), *_by_reform(), *_by_dossier())
"""All of them; `tests/domain/case_table.py` prints them for people who keep records."""
