"""Every page and state that people see, by address: who opens it, and what it answers.

A new page is put here; tests/pages/test_addresses.py fails while an address of the application is neither a page here
nor named among the downloads. Braces stand for what tests/pages/furnished.py made.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one state. `person` is a login of the house, or empty for a stranger."""

    name: str
    endpoint: str
    path: str
    person: str = "archivist"
    status: int = 200


PAGES = (
    Page("sign-in", "account.sign_in", "/sign-in", ""),
    Page("sign-in-code-stranger", "second_factor.ask", "/sign-in/code", "", 302),
    Page("new-password", "account.new_password", "/account/new-password", "newcomer"),
    Page("account", "account.own", "/account"),
    Page("kept", "account.kept", "/account/kept"),
    Page("second-factor", "second_factor.own", "/account/second-factor"),
    Page("home", "home.index", "/"),
    Page("home-secretary", "home.index", "/", "secretary_a"),
    Page("home-auditor", "home.index", "/", "auditor"),
    Page("home-leader", "home.index", "/", "leader"),
    Page("home-administrator", "home.index", "/", "administrator"),
    Page("search", "search.results", "/search?q=nghi+quyet"),
    Page("search-auditor", "search.results", "/search?q=nghi+quyet&unit=CB-A&from=01/2026&to=12/2026", "auditor"),
    Page("search-time", "search.results", "/search?q=nghi+quyet&unit=chi+bo&span=qu%C3%BD+1/2026&by=date", "auditor"),
    Page("search-table", "search.results", "/search?q=nghi+quyet&span=2026&view=table", "auditor"),
    Page("search-nothing", "search.results", "/search?q=voi+ma+mut"),
    Page("search-odd", "search.results", '/search?q="chua+dong+AND+(&from=khong+phai+ngay'),
    Page("saved-searches", "saved_searches.own", "/saved-searches", "auditor"),
    Page("saved-searches-none", "saved_searches.own", "/saved-searches", "secretary_b"),
    Page("records", "records.browse", "/records"),
    Page("records-without-text", "records.browse", "/records?without_text=ocr_needed"),
    Page("record", "records.record", "/records/{record}?q=nuoc+sach"),
    Page("record-auditor", "records.record", "/records/{record}", "auditor"),
    Page("record-long", "records.record", "/records/{long}"),
    Page("record-unknown", "records.record", "/records/rec_never", status=404),
    Page("record-edit", "records.edit", "/records/{record}/edit"),
    Page("similar", "records.similar", "/records/{record}/similar"),
    Page("deposit", "deposit.form", "/deposit"),
    Page("photos", "photos.form", "/deposit/photos", "secretary_a"),
    Page("photos-waiting", "photos.form", "/deposit/photos", "secretary_b"),
    Page("photos-refused", "photos.form", "/deposit/photos", "auditor", 403),
    Page("deposit-refused", "deposit.form", "/deposit", "auditor", 403),
    Page("desk", "desk.page", "/desk"),
    Page("desk-attention", "desk.page", "/desk?state=attention"),
    Page("desk-everybody", "desk.page", "/desk?whose=all"),
    Page("desk-empty", "desk.page", "/desk", "secretary_b"),
    Page("desk-refused", "desk.page", "/desk", "auditor", 403),
    Page("desk-batch", "desk.batch", "/desk/batches/{batch}"),
    Page("desk-receipt", "desk.receipt", "/desk/batches/{batch}/receipt"),
    Page("desk-review", "desk_review.look", "/desk/files/{file}?batch={batch}"),
    Page("desk-review-scan", "desk_review.look", "/desk/files/{scan}"),
    Page("dossiers", "dossiers.browse", "/dossiers"),
    Page("dossiers-none", "dossiers.browse", "/dossiers", "secretary_long"),
    Page("dossier", "dossiers.dossier", "/dossiers/{dossier}"),
    Page("consultations", "consultations.browse", "/consultations", "secretary_a"),
    Page("consultation", "consultations.consultation", "/consultations/{consultation}", "secretary_a"),
    Page("consultation-reminders", "consultations.reminders", "/consultations/{consultation}/reminders", "secretary_a"),
    Page("consultation-auditor", "consultations.consultation", "/consultations/{consultation}", "auditor"),
    Page("consultations-none", "consultations.browse", "/consultations", "secretary_long"),
    Page("consultation-begun", "consultations.consultation", "/consultations/{begun}", "secretary_a"),
    Page("consultation-ended", "consultations.consultation", "/consultations/{ended}", "secretary_a"),
    Page("consultation-replies-again", "consultations.consultation", "/consultations/{ended}?edit=yes", "secretary_a"),
    Page("consultation-undecided", "consultations.consultation", "/consultations/{undecided}", "secretary_a"),
    Page("consultation-closed", "consultations.consultation", "/consultations/{closed}"),
    Page("matrix", "completeness.matrix", "/completeness?unit=DB-YT&from=2026-01&to=2026-06", "auditor"),
    Page("matrix-two-years", "completeness.matrix", "/completeness?unit=DB-YT&from=2021-01&to=2022-12", "auditor"),
    Page("matrix-none", "completeness.matrix", "/completeness", "secretary_long"),
    Page("slot", "completeness.slot", "/completeness/slot?unit={unit}&period=2021-05"),
    Page("month", "completeness.month", "/completeness/month?unit=DB-YT&period=2026-03", "auditor"),
    Page("units", "administration.units", "/units"),
    Page("unit", "units.life", "/units/{unit}"),
    Page("unit-event", "units.form", "/units/event"),
    Page("unit-event-recorded", "units.recorded", "/units/events/1?now=yes"),
    Page("unit-event-refused", "units.recorded", "/units/events/1", "auditor", 403),
    Page("due", "retention.due", "/retention"),
    Page("due-leader", "retention.due", "/retention?unit=DB-YT&year=2021&days=90", "leader"),
    Page("due-refused", "retention.due", "/retention", "secretary_a", 403),
    Page("record-retention", "retention.explanation", "/retention/records/{record}"),
    Page("rules", "retention.rules", "/retention/rules"),
    Page("rules-secretary", "retention.rules", "/retention/rules", "secretary_a"),
    Page("rule", "retention.rule", "/retention/rules/{rule}", "leader"),
    Page("holds", "holds.browse", "/holds"),
    Page("holds-lifted", "holds.browse", "/holds?lifted=yes", "leader"),
    Page("hold-search", "holds.preview", "/holds/over-search/{saved}", "auditor"),
    Page("hold", "holds.hold", "/holds/{hold}"),
    Page("dispositions", "dispositions.browse", "/dispositions", "leader"),
    Page("disposition", "dispositions.disposition", "/dispositions/{disposition}"),
    Page("disposition-leader", "dispositions.disposition", "/dispositions/{disposition}", "leader"),
    Page("tombstones", "dispositions.tombstones", "/tombstones", "auditor"),
    Page("transfers-due", "transfers.due", "/transfers/due"),
    Page("transfers-due-leader", "transfers.due", "/transfers/due", "leader"),
    Page("transfers", "transfers.browse", "/transfers", "auditor"),
    Page("transfer", "transfers.transfer", "/transfers/{transfer}"),
    Page("transfer-received", "transfers.transfer", "/transfers/{handed}", "leader"),
    Page("transfer-gone", "transfers.transfer", "/transfers/{gone}"),
    Page("record-transferred", "records.record", "/records/{stub}", status=410),
    Page("audit", "log.page", "/audit", "auditor"),
    Page("receipt", "log.receipt", "/receipts/{receipt}", "auditor"),
    Page("person-sign-in", "person_sign_in.page", "/people/secretary_a/sign-in", "administrator"),
    Page("people", "people.browse", "/people", "administrator"),
    Page("people-nobody", "people.browse", "/people?q=khong+ai", "administrator"),
    Page("person", "people.person", "/people/secretary_a", "administrator"),
    Page("person-long", "people.person", "/people/secretary_long", "administrator"),
    Page("person-own", "people.person", "/people/secretary_a", "secretary_a"),
    Page("break-glass", "people.emergency", "/break-glass", "leader"),
    Page("status", "administration.status", "/status", "administrator"),
)
# What is fetched by a page or taken along, not looked at.
NOT_PAGES = {
    "home.choose", "photos.page_picture",
    "records.file", "records.export", "records.page_image", "records.reading_copy", "records.state",
    "provider_sign_in.leave", "provider_sign_in.come_back", "desk.known", "desk.states", "desk.receipt_file",
    "dossiers.export", "consultations.printed", "completeness.sheet", "log.sheet", "search.export", "units.found",
    "administration.export_units",
    "dispositions.paper", "dispositions.printed", "transfers.paper", "transfers.printed", "transfers.package",
    "alive", "ready", "metrics",
}  # fmt: skip
