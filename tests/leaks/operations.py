"""REST, by the name of the operation."""

from __future__ import annotations

from tests.leaks.questions import About, Listing, Table, Unasked

_WINDOW = "from=2026-01&to=2026-03"
_PART = Unasked("tests/services/test_unit_reach.py: who keeps a part of the register is told of that part only")
_EVENT = {"day": "2025-07-01", "dry_run": True}
_OPERATOR = Unasked("only who looks after the system may; tests/api/test_no_leak.py shows that others are refused")
_SCAN = Unasked("tests/web/test_recognition_doors.py: what a scan has and a paper born digital never")
_HELD = {"reason": "x", "authority": "x", "document": "x"}
_NO_RECORD = "rec_" + "0" * 26
_RULES = Unasked("rules of keeping, of all papers alike")
_ORDER = {"reason": "x", "authority": "x", "document": "x"}

OPERATIONS: Table = {
    "deposit": (
        About("unit", "/records", form={"unit": "{}"}, file="file"),
        About("unit", "/records", form={"unit": "{}", "date": "2026-02-31"}, file="file"),
        About("filled dossier", "/records", form={"unit": "CB-A", "dossier": "{}"}, file="file"),
    ),
    "records": (
        Listing("/records?limit=200"),
        About("filled dossier", "/records?dossier={}"),
    ),
    "record": About("record", "/records/{}"),
    "correct": About("record", "/records/{}/corrections", json={"version": 1, "reason": "x", "fields": {"title": "x"}}),
    "note_end_of_force": About(
        "record", "/records/{}/end-of-force", json={"version": 1, "day": "2025-07-01", "document": "x"}
    ),
    "versions": About("record", "/records/{}/versions"),
    "metadata": About("record", "/records/{}/metadata"),
    "text": About("record", "/records/{}/text"),
    "original": About("record", "/records/{}/files/{name}"),
    "page_image": About("record", "/records/{}/pages/1.png"),
    "retry": About("record", "/records/{}/retry"),
    "batch": Unasked("each paper goes to the service that `deposit` asks, with the same checks"),
    "desk": (Listing("/desk?limit=200"), About("batch", "/desk?batch={}", shown=False)),
    "settle": About("file of a batch", "/desk/settle", json={"files": ["{}"]}, shown=False),
    "links": About("record", "/records/{}/links"),
    "link": (
        About("record", "/records/{}/links", json={"kind": "shown_by", "record": "rec_" + "0" * 26}),
        Unasked("tests/services/test_links.py: a hidden record at the other end answers as one that never was"),
    ),
    "unlink": About("record", "/records/{}/links/lnk_" + "0" * 26, shown=False),
    "consultations": Listing("/consultations"),
    "consultation": About("consultation", "/consultations/{}"),
    "reminders": About("consultation", "/consultations/{}/reminders", shown=False),
    "begin_consultation": (
        About("unit", "/consultations", json={"unit": "{}", "title": "x", "reason": "x"}),
        About(
            "record", "/consultations", json={"unit": "CB-A", "title": "x", "reason": "x", "draft": "{}"}, shown=False
        ),
    ),
    "send_consultation": About(
        "consultation",
        "/consultations/{}/rounds",
        json={"version": 1, "draft": _NO_RECORD, "members": [{"name": "x"}], "deadline": "2026-12-01T10:00:00Z"},
        shown=False,
    ),
    "record_opinions": About(
        "consultation",
        "/consultations/{}/opinions",
        json={
            "version": 1,
            "opinions": [{"member": "x", "answer": "agree", "channel": "zalo", "received_at": "2026-11-01T10:00:00Z"}],
        },
        shown=False,
    ),
    "note_reminder": About(
        "consultation",
        "/consultations/{}/reminders",
        json={"version": 1, "members": ["x"], "channel": "zalo"},
        shown=False,
    ),
    "end_replies": About("consultation", "/consultations/{}/ending", json={"version": 1}, shown=False),
    "synthesise": About(
        "consultation", "/consultations/{}/synthesis", json={"version": 1, "synthesis": _NO_RECORD}, shown=False
    ),
    "issue_after_consultation": About(
        "consultation", "/consultations/{}/resolution", json={"version": 1, "resolution": _NO_RECORD}, shown=False
    ),
    "reject_after_consultation": About("consultation", "/consultations/{}/rejection", json={"version": 1}, shown=False),
    "close_consultation": About("consultation", "/consultations/{}/closing", json={"version": 1}, shown=False),
    "recognition": (About("record", "/records/{}/recognition", shown=False), _SCAN),
    "stop_recognition": (About("record", "/records/{}/recognition/stop", shown=False), _SCAN),
    "recognitions": Listing("/recognitions"),
    "locked_away": Listing("/locked-away"),
    "reading_copy": (About("record", "/records/{}/reading-copy", shown=False), _SCAN),
    "accept_proposals": About("record", "/records/{}/proposals", json={"version": 1, "values": {"symbol": "12-NQ/CB"}}),
    "proposals": About("record", "/records/{}/proposals"),
    "similar": About("record", "/records/{}/similar"),
    "search": (
        Listing("/search"),
        Listing("/search?q=nghi+quyet+thon"),
        Listing("/search?q=thon&sort=newest"),
        Listing("/search?retention=undetermined"),
        About("unit", "/search?unit={}"),
        About("id of a unit", "/search?unit={}"),
        About("filled dossier", "/search?dossier={}"),
    ),
    "export_search": (
        Listing("/search/export?q=nghi+quyet"),
        About("unit", "/search/export?unit={}"),
        About("filled dossier", "/search/export?dossier={}"),
    ),
    "saved_searches": Listing("/saved-searches"),
    "save_search": About("unit", "/saved-searches?q=thon&unit={}", json={"name": "x"}),
    "run_saved_search": About("saved search", "/saved-searches/{}/run"),
    "hold_saved_search": (
        About("saved search", "/saved-searches/{}/hold", json=_HELD, shown=False),
        Unasked("tests/services/test_saved_searches.py: who owns a search may not hold, who may hold owns another"),
    ),
    "remove_saved_search": About("saved search", "/saved-searches/{}"),
    "dossiers": Listing("/dossiers"),
    "open_dossier": About("unit", "/dossiers", json={"unit": "{}", "title": "x"}),
    "dossier": About("dossier", "/dossiers/{}"),
    "units": Listing("/units"),
    "find_units": (Listing("/units/find?q=chi+bo"), About("unit", "/units/find?q={}")),
    "unit_tree": Listing("/units/tree"),
    "look_alikes": (Listing("/units/look-alikes"), _PART),
    "unit_changes": (Listing("/units/changes"), _PART),
    "unit_life": About("id of a unit", "/units/{}/life"),
    "unit_event": (
        About(
            "unit that others keep",
            "/units/events",
            json={**_EVENT, "kind": "rename", "units": ["{}"], "name": "Chi bộ"},
        ),
        About(
            "unit that others keep",
            "/units/events",
            json={**_EVENT, "kind": "move", "units": ["CB-A"], "parent": "{}"},
            shown=False,
        ),
        About(
            "unit that others keep",
            "/units/events",
            json={**_EVENT, "kind": "merge", "units": ["CB-A"], "into": ["{}"]},
        ),
    ),
    "people": About("person", "/people?q={}", shown=False),
    "grants": About("person", "/people/{}/grants"),
    "give_grant": About("person", "/people/{}/grants", json={"role": "auditor", "unit": "CB-A"}),
    "assign": About(
        "person",
        "/people/{}/assignments",
        json={
            "units": ["CB-A"],
            "records_from": "2026-01-01",
            "records_to": "2026-02-01",
            "holds_from": "2026-01-01",
            "holds_to": "2026-02-01",
            "document": "x",
        },
    ),
    "take_grant_back": About("grant", "/grants/{}/take-back", json={"why": "x"}),
    "hand_over": About("grant", "/grants/{}/hand-over", json={"to": "auditor", "day": "2026-12-01", "document": "x"}),
    "emergencies": Listing("/break-glass"),
    "break_glass": About("unit", "/break-glass", json={"unit": "{}", "reason": "x" * 24}, shown=False),
    "completeness": (Listing(f"/completeness?{_WINDOW}"), About("unit", f"/completeness?unit={{}}&{_WINDOW}")),
    "completeness_slot": About("unit", "/completeness/slot?unit={}&period=2026-03"),
    "export": (About("record", "/export?record={}"), About("filled dossier", "/export?dossier={}")),
    "audit": (
        About("record of the log", "/audit?subject={}", shown=False),
        About("unit", "/audit?unit={}", shown=False),
        Unasked("tests/api/test_no_leak.py: an auditor reads the log of the assignment only"),
    ),
    "audit_sheet": (
        About("record of the log", "/audit.csv?subject={}", shown=False),
        About("unit", "/audit.csv?unit={}", shown=False),
    ),
    "receipt": About("receipt", "/receipts/{}"),
    "custody": Listing("/custody"),
    "rules": _RULES,
    "propose_rules": _RULES,
    "what_if": Unasked("tests/api/test_retention.py: names what the asker may see"),
    "decide_rule": _RULES,
    "retention": About("record", "/records/{}/retention"),
    "due": (Listing("/due"), About("unit", "/due?unit={}", shown=False)),
    "holds": Listing("/holds"),
    "place_hold": (
        About("record", "/holds", json={**_ORDER, "targets": [{"kind": "record", "id": "{}"}]}, shown=False),
        About("dossier", "/holds", json={**_ORDER, "targets": [{"kind": "dossier", "id": "{}"}]}, shown=False),
        About("unit", "/holds", json={**_ORDER, "targets": [{"kind": "unit", "id": "{}"}]}, shown=False),
    ),
    "hold": About("hold", "/holds/{}"),
    "held_records": About("hold", "/holds/{}/records"),
    "ask_to_lift_hold": About("hold", "/holds/{}/lift-request", json={"reason": "x"}),
    "lift_hold": About("hold", "/holds/{}/lift"),
    "dispositions": Listing("/dispositions"),
    "propose_disposition": About("record", "/dispositions", json={"title": "x", "records": ["{}"]}, shown=False),
    "disposition": About("disposition", "/dispositions/{}"),
    "disposition_step": About(
        "disposition", "/dispositions/{}/steps/council", form={"number": "1", "day": "2026-01-05"}, file="file"
    ),
    "weigh_disposition": About(
        "disposition", "/dispositions/{}/views", json={"views": {"rec_" + "0" * 26: {"outcome": "keep"}}}
    ),
    "execute_disposition": About("disposition", "/dispositions/{}/execution"),
    "close_disposition": About("disposition", "/dispositions/{}/closing"),
    "drop_disposition": About("disposition", "/dispositions/{}/dropping"),
    "disposition_paper": About("disposition", "/dispositions/{}/papers/x", shown=False),
    "disposition_form": About("disposition", "/dispositions/{}/forms/list.pdf"),
    "tombstones": Listing("/tombstones"),
    "due_dossiers": Listing("/transfers/due"),
    "transfers": Listing("/transfers"),
    "propose_transfer": About(
        "dossier", "/transfers", json={"title": "x", "receiver": "y", "dossiers": ["{}"]}, shown=False
    ),
    "transfer": About("transfer", "/transfers/{}"),
    "hand_transfer_over": About(
        "transfer", "/transfers/{}/handing-over", form={"number": "1", "day": "2026-01-05"}, file="file"
    ),
    "receive_transfer": About(
        "transfer", "/transfers/{}/receipt", form={"number": "1", "day": "2026-01-05", "digests": "x"}, file="file"
    ),
    "release_transfer": About("transfer", "/transfers/{}/leaving"),
    "drop_transfer": About("transfer", "/transfers/{}/dropping"),
    "transfer_paper": About("transfer", "/transfers/{}/papers/x", shown=False),
    "transfer_record": About("transfer", "/transfers/{}/record/pdf"),
    "transfer_package": About("transfer", f"/transfers/{{}}/packages/dos_{'0' * 26}", shown=False),
    "jobs": _OPERATOR,
}
