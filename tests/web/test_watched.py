"""What machines that watch the service are told: counts and times, nothing of papers or people."""

from __future__ import annotations

import pytest

from tests.api.house import PEOPLE, House
from tests.web.visitor import signed_in


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_nothing_of_papers_or_people_is_told(house: House, address: str) -> None:
    record = house.records["CB-A"]
    assert signed_in(house, "archivist").open(f"/records/{record}").status_code == 200
    told = house.app.test_client().get(address)
    assert told.status_code == 200
    for hidden in (record, "rec_", "CB-A", "12-NQ/CB", "nước sạch", *PEOPLE):
        assert hidden not in told.text


def test_a_method_that_somebody_invents_makes_no_series_of_its_own(house: House) -> None:
    client = house.app.test_client()
    client.open("/healthz", method="BREW")
    told = client.get("/metrics").text
    assert "BREW" not in told
    assert 'method="other"' in told
