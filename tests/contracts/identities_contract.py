"""What every catalog promises about identities at a provider."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive_service.domain.errors import Conflict, NotFound
from archive_service.ports import Catalog, Identity
from tests.contracts.specimens import START, an_account

HERE = "https://accounts.example"


class IdentitiesContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_an_identity_belongs_to_one_account(self, catalog: Catalog) -> None:
        one = Identity(HERE, "sub-1", an_account(1).id, START, "usr_admin")
        with catalog.write() as tx:
            tx.accounts.add(an_account(1))
            tx.accounts.add(an_account(2))
            tx.identities.add(one)
            with pytest.raises(Conflict):
                tx.identities.add(replace(one, user_id=an_account(2).id))
            with pytest.raises(NotFound):
                tx.identities.add(replace(one, subject="sub-2", user_id="usr_nobody"))
            assert tx.identities.user_of(HERE, "sub-1") == an_account(1).id
            assert tx.identities.user_of(HERE, "SUB-1") is None
            assert tx.identities.user_of("https://other.example", "sub-1") is None
            assert tx.identities.of(an_account(1).id) == [one]
            with pytest.raises(NotFound):
                tx.identities.remove(an_account(2).id, "sub-1")
            tx.identities.remove(an_account(1).id, "sub-1")
            assert tx.identities.user_of(HERE, "sub-1") is None
