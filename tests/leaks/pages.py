"""The pages, by the name of their route."""

from __future__ import annotations

from tests.leaks.questions import About, Listing, Table, Unasked

_MONTHS = "from=2026-01&to=2026-03"
_OWN = Unasked("the own session, password or language: nothing of records, units or other people")
_REGISTER = Unasked("tests/services/test_units.py: only who keeps the register may")
_OPERATOR = Unasked("only who looks after the system may; tests/web/test_pages.py shows that others are refused")
_SCAN = Unasked("tests/web/test_recognition_doors.py: what a scan has and a paper born digital never")

PAGES: Table = {
    "alive": Unasked("whether the process runs"),
    "ready": Unasked("whether store and catalog answer"),
    "metrics": Unasked("tests/services/test_observability.py; for the machine that watches"),
    "static": Unasked("style sheets and scripts"),
    "home.index": Listing("/"),
    "home.choose": _OWN,
    "account.sign_in": _OWN,
    "account.check_sign_in": Unasked("tests/services/test_accounts.py: an unknown name answers as a wrong password"),
    "account.sign_out": _OWN,
    "account.own": Listing("/account"),
    "account.change_password": _OWN,
    "account.issue_token": _OWN,
    "account.end_session": Unasked("tests/services/test_sessions.py: only the own sessions are there to be ended"),
    "account.end_other_sessions": _OWN,
    "account.revoke_token": About("token", "/account/tokens/{}/revoke"),
    "search.results": (
        Listing("/search"),
        Listing("/search?q=nghi+quyet+thon"),
        About("unit", "/search?unit={}"),
        About("filled dossier", "/search?dossier={}", shown=False),
    ),
    "search.export": (
        Listing("/search/export.csv?q=nghi+quyet"),
        About("filled dossier", "/search/export.csv?dossier={}", shown=False),
    ),
    "saved_searches.own": Listing("/saved-searches"),
    "saved_searches.save": About("unit", "/saved-searches?q=thon&unit={}", form={"name": "x"}, shown=False),
    "saved_searches.run": About("saved search", "/saved-searches/{}/run"),
    "saved_searches.remove": About("saved search", "/saved-searches/{}/remove"),
    "records.browse": (Listing("/records"), Listing("/records?without_text=encrypted")),
    "records.record": About("record", "/records/{}"),
    "records.similar": About("record", "/records/{}/similar"),
    "records.file": About("record", "/records/{}/files/{name}"),
    "records.export": About("record", "/records/{}/export"),
    "records.page_image": About("record", "/records/{}/pages/1.png"),
    "records.reading_copy": (About("record", "/records/{}/reading-copy.pdf", shown=False), _SCAN),
    "records.stop_recognition": (About("record", "/records/{}/recognition/stop", shown=False), _SCAN),
    "records.retry": About("record", "/records/{}/retry"),
    "records.state": About("record", "/records/{}/state"),
    "records.edit": About("record", "/records/{}/edit"),
    "records.correct": About("record", "/records/{}/edit", form={"version": "1", "reason": "x", "title": "x"}),
    "records.accept_proposals": About("record", "/records/{}/proposals", form={"version": "1", "symbol": "12-NQ/CB"}),
    "photos.form": Listing("/deposit/photos"),
    "photos.hand_in": Unasked("the photos go to the service that `deposit.hand_in` asks, with the same checks"),
    "deposit.form": Listing("/deposit"),
    "deposit.look": Unasked("tests/api/test_no_leak.py: the head of a paper does not tell the code of another cell"),
    "deposit.hand_in": (
        About("unit", "/deposit", form={"unit": "{}"}, file="files"),
        About("filled dossier", "/deposit", form={"unit": "CB-A", "dossier": "{}"}, file="files", shown=False),
    ),
    "dossiers.browse": Listing("/dossiers"),
    "dossiers.open_new": About("unit", "/dossiers", form={"unit": "{}", "title": "x"}),
    "dossiers.dossier": About("dossier", "/dossiers/{}"),
    "dossiers.close": About("dossier", "/dossiers/{}/close", form={"closed_at": "05/03/2026"}),
    "dossiers.export": About("filled dossier", "/dossiers/{}/export"),
    "consultations.browse": Listing("/consultations"),
    "consultations.open_new": About("unit", "/consultations", form={"unit": "{}", "title": "x", "reason": "x"}),
    "consultations.consultation": About("consultation", "/consultations/{}"),
    "consultations.move": (
        About("consultation", "/consultations/{}/end", form={"version": "1"}),
        About("consultation", "/consultations/{}/reject", form={"version": "1"}),
    ),
    "consultations.printed": About("consultation", "/consultations/{}/letter.docx"),
    "completeness.matrix": (
        Listing(f"/completeness?{_MONTHS}"),
        About("unit", f"/completeness?unit={{}}&{_MONTHS}"),
    ),
    "completeness.slot": About("unit", "/completeness/slot?unit={}&period=2026-03"),
    "completeness.propose_excuse": (
        About("unit", "/completeness/slot", form={"unit": "{}", "period": "2026-04", "reason": "x", "document": "x"}),
        About(
            "record",
            "/completeness/slot",
            form={"unit": "CB-A", "period": "2026-04", "reason": "x", "document": "{}"},
            shown=False,
        ),
    ),
    "completeness.move_excuse": (
        About("excuse", "/completeness/excuses/{}/withdraw"),
        About("excuse", "/completeness/excuses/{}/approve"),
    ),
    "completeness.month": (
        Listing("/completeness/month?month=2026-03"),
        About("unit", "/completeness/month?unit={}&month=2026-03"),
    ),
    "completeness.sheet": About("unit", f"/completeness/sheet.xlsx?unit={{}}&{_MONTHS}"),
    "log.page": (
        About("record of the log", "/audit?subject={}", shown=False),
        About("unit", "/audit?unit={}", shown=False),
    ),
    "log.sheet": (
        About("record of the log", "/audit.csv?subject={}", shown=False),
        About("unit", "/audit.csv?unit={}", shown=False),
    ),
    "log.receipt": About("receipt", "/receipts/{}"),
    "administration.units": Listing("/units"),
    "administration.import_units": _REGISTER,
    "administration.people": About("person", "/people?after={}", shown=False),
    "administration.add_person": About("person", "/people", form={"login": "{}"}, shown=False),
    "administration.set_disabled": About("person", "/people/{}/disabled", form={"disabled": "no"}),
    "administration.status": _OPERATOR,
    "administration.resolve_incident": _OPERATOR,
    "administration.retry_job": _OPERATOR,
    "units.life": About("id of a unit", "/units/{}"),
    "units.found": (Listing("/units/found?q=chi+bo"), About("unit", "/units/found?q={}")),
    "units.form": _REGISTER,
    "units.event": _REGISTER,
}
