"""What a store may keep, and what came of trying it out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Capability(StrEnum):
    """What a store may keep. The order is that of the report."""

    VERSIONING = "versioning"
    VERSIONING_STAYS = "versioning_stays"
    CONTENT_MD5 = "content_md5"
    LOCK_KEEPS = "lock_keeps"
    LOCK_NOT_SHORTENED = "lock_not_shortened"
    COMPLIANCE_NOT_BYPASSED = "compliance_not_bypassed"
    BODY_INTACT = "body_intact"
    GOVERNANCE_KEEPS = "governance_keeps"
    HOLD_KEEPS = "hold_keeps"
    HOLD_LIFTS = "hold_lifts"
    DEFAULT_RETENTION = "default_retention"
    MULTIPART_RETENTION = "multipart_retention"
    LONG_DATES = "long_dates"
    LOCK_ON_PUT = "lock_on_put"
    LOCK_ON_MULTIPART = "lock_on_multipart"
    DATES_PAST_2106 = "dates_past_2106"
    CONDITIONAL_PUT = "conditional_put"


NEEDED_FOR_WORM = frozenset(
    {
        Capability.VERSIONING,
        Capability.VERSIONING_STAYS,
        Capability.CONTENT_MD5,
        Capability.LOCK_KEEPS,
        Capability.LOCK_NOT_SHORTENED,
        Capability.COMPLIANCE_NOT_BYPASSED,
        Capability.BODY_INTACT,
        Capability.GOVERNANCE_KEEPS,
        Capability.HOLD_KEEPS,
        Capability.HOLD_LIFTS,
        Capability.MULTIPART_RETENTION,
        Capability.LONG_DATES,
    }
)
"""Without these nobody may say that a record cannot be deleted; the rest this program can do without."""


class Outcome(StrEnum):
    PROVEN = "proven"
    CLAIMED = "claimed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of trying one capability; `detail` is the server's answer, for the operator."""

    capability: Capability
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The findings for a store at a time."""

    endpoint: str
    at: datetime
    findings: tuple[Finding, ...]

    def outcome(self, capability: Capability) -> Outcome:
        found = [finding.outcome for finding in self.findings if finding.capability is capability]
        return found[0] if found else Outcome.ABSENT

    def missing_for_worm(self) -> tuple[Capability, ...]:
        """What keeps this store from holding records that must not be deleted; empty for one that may."""
        return tuple(
            capability
            for capability in Capability
            if capability in NEEDED_FOR_WORM and self.outcome(capability) is not Outcome.PROVEN
        )

    def as_json(self) -> str:
        findings = [
            {"capability": finding.capability, "outcome": finding.outcome, "detail": finding.detail}
            for finding in self.findings
        ]
        return json.dumps({"endpoint": self.endpoint, "at": self.at.isoformat(), "findings": findings}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> ProbeResult:
        """Raises ValueError for anything but a stored result."""
        try:
            document = json.loads(text)
            findings = tuple(
                Finding(Capability(each["capability"]), Outcome(each["outcome"]), str(each["detail"]))
                for each in document["findings"]
            )
            return cls(str(document["endpoint"]), datetime.fromisoformat(document["at"]), findings)
        except (KeyError, TypeError) as error:
            raise ValueError("not the result of a probe") from error
