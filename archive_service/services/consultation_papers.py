"""Papers that are handed in at a step of a consultation: filed in its dossier, described by the part they play.

What the paper surely says of itself (number, day, type) is taken from it; what the part decides (a draft is a draft, an
opinion names a member and is therefore restricted) is not left to the paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archive_service.domain.access import Actor
from archive_service.domain.consultation import Channel, Consultation
from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass, Source
from archive_service.services.deposit import DepositService
from archive_service.services.describing import DescribedFields
from archive_service.services.spool import SpooledFile

_ISSUED = {"lifecycle": Lifecycle.ISSUED.value}


@dataclass(frozen=True, slots=True)
class Part:
    """What a part decides about the description, and what holds where the paper does not say."""

    fields: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)


PARTS: Mapping[str, Part] = {
    "draft": Part({"lifecycle": Lifecycle.DRAFT.value, "class": RecordClass.CONSULTATION.value}, {"type": "NQ"}),
    "letter": Part({"class": RecordClass.CONSULTATION.value, **_ISSUED}, {"type": "CV"}),
    "document": Part(
        {"class": RecordClass.CONSULTATION.value, "access_level": AccessLevel.RESTRICTED.value, **_ISSUED}
    ),
    "synthesis": Part({"class": RecordClass.CONSULTATION.value, **_ISSUED}, {"type": "BC"}),
    "resolution": Part({"class": RecordClass.RESOLUTION.value, **_ISSUED}, {"type": "NQ"}),
    "notice": Part({"class": RecordClass.CONSULTATION.value, **_ISSUED}, {"type": "TB"}),
}
_SOURCES = {Channel.ZALO: Source.CHAT, Channel.EMAIL: Source.DIGITAL, Channel.PAPER: Source.SCAN}


@dataclass(frozen=True, slots=True)
class ConsultationPaperService:
    deposit: DepositService

    def hand_in(self, actor: Actor, consultation: Consultation, part: str, files: Sequence[SpooledFile]) -> str:
        """Keep a paper of the consultation; the id of its record, also when it was there already.

        `part` is one of PARTS. Raises whatever a deposit raises.
        """
        plays = PARTS[part]
        return self._keep(actor, consultation, files, dict(plays.fields), dict(plays.otherwise))

    def hand_in_opinion(
        self,
        actor: Actor,
        consultation: Consultation,
        files: Sequence[SpooledFile],
        channel: Channel,
        member: str = "",
    ) -> str:
        """Keep what shows a member's opinion (the filled form, a capture of a chat): restricted, for it names a person.

        Without a `member` the name of the file stands as the title, until somebody says whose opinion it is.
        """
        fields = {**PARTS["document"].fields}
        if channel in _SOURCES:
            fields["source"] = _SOURCES[channel].value
        if member:
            fields["title"] = f"Ý kiến của {member} về: {consultation.title}"[:500]
        return self._keep(actor, consultation, files, fields, {})

    def _keep(
        self,
        actor: Actor,
        consultation: Consultation,
        files: Sequence[SpooledFile],
        fields: dict[str, str],
        otherwise: dict[str, str],
    ) -> str:
        fields |= {"unit": consultation.unit_id, "dossier": consultation.dossier_id}
        if consultation.period is not None:
            fields["period"] = consultation.period
        receipt = self.deposit.deposit(actor, files, DescribedFields(fields), otherwise=otherwise)
        return receipt.record.id
