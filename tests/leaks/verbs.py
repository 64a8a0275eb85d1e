"""The verbs of the command line, by their words. They are asked with the token of somebody."""

from __future__ import annotations

from tests.leaks.questions import About, Listing, Table, Unasked

_MACHINE = Unasked("works on this machine for who runs it, and asks about nothing")
_REGISTER = Unasked("tests/services/test_units.py: only who keeps the register may")
_OPERATOR = Unasked("only who looks after the system may; tests/commands/test_cli.py")
_OWN = Unasked("the own tokens and nothing else")
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
    "unit import": _REGISTER,
    "unit list": Listing("--json"),
    "unit event": _REGISTER,
    "unit events": _REGISTER,
    "unit find": (Listing("chi bộ --json"), About("unit", "{}")),
    "unit tree": Listing("--json"),
    "unit life": About("unit", "{}"),
    "unit export": _REGISTER,
    "unit look-alikes": _REGISTER,
    "unit changes": _REGISTER,
    "dossier open": About("unit", "x --unit {}"),
    "dossier close": About("dossier", "{} --on 05/03/2026"),
    "dossier list": Listing("--json"),
    "user add": About("person", "{} --password xxxxxxxxxxxxxxxxxxxx --grant auditor:CB-A", shown=False),
    "user grant": About("person", "{} auditor:CB-A"),
    "user assign": About(
        "person",
        "{} CB-A --papers-from 2026-01-01 --papers-to 2026-02-01 --from 2026-01-01 --to 2026-02-01 --document x",
    ),
    "user revoke": About("grant", "{} --why x"),
    "user handover": About("grant", "{} auditor --day 2026-03-01 --document x"),
    "user break-glass": About("unit", "{} --reason xxxxxxxxxxxxxxxxxxxxxxxx", shown=False),
    "user history": About("person", "{}"),
    "user password": About("person", "{} --password xxxxxxxxxxxxxxxxxxxx", shown=False),
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
    "rule import": Unasked("rules of keeping, of all papers alike"),
    "rule approve": Unasked("rules of keeping, of all papers alike"),
    "rule what-if": Unasked("tests/services/test_retention.py: counts what the asker may see"),
    "rule explain": About("record", "{}", shown=False),
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
