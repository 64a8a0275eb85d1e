"""The verbs of the command line, by their words. They are asked with the token of somebody."""

from __future__ import annotations

from archive_service.domain.disposition import PAPER_STEPS
from tests.leaks.questions import About, Listing, Table, Unasked

_MACHINE = Unasked("works on this machine for who runs it, and asks about nothing")
_PART = Unasked("tests/services/test_unit_reach.py: who keeps a part of the register is told of that part only")
_OPERATOR = Unasked("only who looks after the system may; tests/commands/test_cli.py")
_OWN = Unasked("the own tokens and nothing else")
_STEP = Unasked("the paper goes to the service that the operation `disposition_step` asks, with the same checks")
_MONTHS = "--from 2026-01 --to 2026-03"

VERBS: Table = {
    "init": _MACHINE,
    "demo": _MACHINE,
    "run": _MACHINE,
    "serve": _MACHINE,
    "worker": _MACHINE,
    "deposit": Unasked("files go to the service that the operation `deposit` asks, with the same checks"),
    "show": (About("record", "{}"), About("record", "{} --similar")),
    "get": About("record", "{} -o {out}"),
    "accept": About("record", "{} --field symbol", shown=False),
    "correct": About("record", "{} title=x --reason x", shown=False),
    "search": (
        Listing("--json"),
        Listing("nghị quyết thôn --json"),
        Listing("--retention undetermined --json"),
        About("unit", "--unit {}"),
        About("filled dossier", "--dossier {}"),
        About("unit", "--unit {} --export {out}"),
    ),
    "saved list": Listing("--json"),
    "saved run": About("saved search", "{}"),
    "saved hold": (
        About("saved search", "{} --reason x --authority x --document x", shown=False),
        Unasked("tests/services/test_saved_searches.py: who owns a search may not hold, who may hold owns another"),
    ),
    "saved remove": About("saved search", "{}"),
    "desk list": (Listing("--json"), About("batch", "--batch {}", shown=False)),
    "desk settle": About("file of a batch", "{}", shown=False),
    "link list": About("record", "{}"),
    "link add": (
        About("record", "{} shown_by rec_never", shown=False),
        Unasked("tests/services/test_links.py: a hidden record at the other end answers as one that never was"),
    ),
    "link remove": About("record", "{} lnk_never", shown=False),
    "consultation list": Listing("--json"),
    "consultation show": About("consultation", "{}"),
    "consultation reminders": About("consultation", "{}", shown=False),
    "consultation open": (
        About("unit", "{} x --reason x"),
        About("record", "CB-A x --reason x --draft {}", shown=False),
    ),
    "consultation send": About(
        "consultation", "{} --draft rec_never --members README.md --until 03/03/2022", shown=False
    ),
    "consultation opinion": About(
        "consultation", "{} --member x --answer agree --channel zalo --received 03/03/2022", shown=False
    ),
    "consultation opinions": About("consultation", "{} README.md", shown=False),
    "consultation remind": About("consultation", "{} --member x --channel zalo", shown=False),
    "consultation end": About("consultation", "{}", shown=False),
    "consultation synthesise": About("consultation", "{} --synthesis rec_never", shown=False),
    "consultation issue": About("consultation", "{} --resolution rec_never", shown=False),
    "consultation reject": About("consultation", "{}", shown=False),
    "consultation close": About("consultation", "{}", shown=False),
    "unit import": _PART,
    "unit list": Listing("--json"),
    "unit event": About("unit that others keep", "rename --on 01/07/2025 --units {} --name x --dry-run"),
    "unit events": _PART,
    "unit find": (Listing("chi bộ --json"), About("unit", "{}")),
    "unit tree": Listing("--json"),
    "unit life": About("unit", "{}"),
    "unit export": _PART,
    "unit look-alikes": _PART,
    "unit changes": _PART,
    "dossier open": About("unit", "x --unit {}"),
    "dossier close": About("dossier", "{} --on 05/03/2026"),
    "dossier list": Listing("--json"),
    "user add": About("person", "{} --grant auditor:CB-A", shown=False),
    "user grant": About("person", "{} auditor:CB-A"),
    "user assign": About(
        "person",
        "{} CB-A --papers-from 2026-01-01 --papers-to 2026-02-01 --from 2026-01-01 --to 2026-02-01 --document x",
    ),
    "user revoke": About("grant", "{} --why x"),
    "user handover": About("grant", "{} auditor --day 2026-03-01 --document x"),
    "user break-glass": About("unit", "{} --reason xxxxxxxxxxxxxxxxxxxxxxxx", shown=False),
    "user history": About("person", "{}"),
    "user password": About("person", "{}", shown=False),
    "user disable": About("person", "{}", shown=False),
    "user enable": About("person", "{}"),
    "user sessions": About("person", "{}"),
    "user sign-out": About("person", "{}", shown=False),
    "user second-factor": About("person", "{}"),
    "user reset-second-factor": About("person", "{}", shown=False),
    "user link": About("person", "{} number-17", shown=False),
    "user unlink": About("person", "{} number-17", shown=False),
    "user list": Listing("--json"),
    "token issue": About("person", "{}"),
    "token revoke": About("token", "{}"),
    "token list": _OWN,
    "completeness": (Listing(f"{_MONTHS} --json"), About("unit", f"--unit {{}} {_MONTHS}")),
    "transfer due": Listing("--json"),
    "transfer propose": About("dossier", "x {} --to y", shown=False),
    "transfer list": Listing("--json"),
    **{
        f"transfer {verb}": Unasked(
            "tests/services/test_transfers.py: only for who may dispose of every paper of the unit"
        )
        for verb in ("show", "pack", "hand-over", "receive", "release", "drop")
    },
    "rule list": Unasked("rules of keeping, of all papers alike"),
    "rule propose": Unasked("rules of keeping, of all papers alike"),
    "rule approve": Unasked("rules of keeping, of all papers alike"),
    "rule what-if": Unasked("tests/services/test_rules.py: counts what the asker may see"),
    "rule explain": About("record", "{}", shown=False),
    "hold place": (
        About("record", "--record {} --reason x --authority x --document x", shown=False),
        About("unit", "--unit {} --reason x --authority x --document x", shown=False),
    ),
    "hold list": Listing("--json"),
    "hold show": About("hold", "{}"),
    "hold lift-propose": About("hold", "{} --reason x"),
    "hold lift-approve": About("hold", "{}"),
    "dispose due": (Listing("--json"), About("unit", "--unit {}", shown=False)),
    "dispose propose": About("record", "{} --title x", shown=False),
    **dict.fromkeys((f"dispose {'decide' if step == 'decision' else step}" for step in PAPER_STEPS), _STEP),
    "dispose weigh": Unasked("the views go to the service that the operation `weigh_disposition` asks"),
    "dispose execute": About("disposition", "{}"),
    "dispose print": About("disposition", "{} list --out {out}.pdf"),
    "dispose close": About("disposition", "{}"),
    "dispose drop": About("disposition", "{}"),
    "dispose list": Listing("--json"),
    "dispose show": About("disposition", "{}"),
    "dispose tombstones": Listing("--json"),
    "audit seal": _OPERATOR,
    "audit verify": _OPERATOR,
    "audit log": (About("record of the log", "--subject {}", shown=False), About("unit", "--unit {}", shown=False)),
    "audit csv": (About("record of the log", "--subject {}", shown=False), About("unit", "--unit {}", shown=False)),
    "audit receipt": About("receipt", "{}"),
    "index status": _OPERATOR,
    "index stop": (
        About("record", "{}", shown=False),
        Unasked("tests/web/test_recognition_doors.py: what a scan has and a paper born digital never"),
    ),
    "index rebuild": _OPERATOR,
    "index retry": About("record", "{}", shown=False),
    "store prepare": _MACHINE,
    "store probe": _MACHINE,
    "store ledger": _OPERATOR,
    "store copy": _MACHINE,
    "reconcile": _OPERATOR,
    "rebuild": _MACHINE,
    "export": (About("record", "{out}.zip {}"), About("filled dossier", "{out}.zip --dossier {}")),
    "fixity check": _OPERATOR,
    "fixity status": _OPERATOR,
    "fixity resolve": _OPERATOR,
    "backup": _MACHINE,
    "restore": _MACHINE,
    "doctor": _MACHINE,
}
