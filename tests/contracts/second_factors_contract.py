"""What every catalog promises about second factors and recovery codes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive_service.domain.errors import Conflict, NotFound
from archive_service.ports import Catalog, SecondFactor
from tests.contracts.sessions_contract import a_session
from tests.contracts.specimens import START, an_account

ONE = an_account(1).id


class SecondFactorsContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_it_counts_from_the_first_code_on_and_no_step_is_taken_twice(self, catalog: Catalog) -> None:
        factor = SecondFactor(ONE, "sealed", START)
        with catalog.write() as tx:
            tx.accounts.add(an_account(1))
            assert tx.second_factors.of(ONE) is None
            assert not tx.second_factors.take_step(ONE, 5)
            tx.second_factors.keep(replace(factor, sealed_secret="of another phone"))
            tx.second_factors.keep(factor)
            assert tx.second_factors.of(ONE) == factor
            assert tx.second_factors.take_step(ONE, 7)
            assert not tx.second_factors.take_step(ONE, 7)
            assert not tx.second_factors.take_step(ONE, 6)
            assert tx.second_factors.take_step(ONE, 8)
            with pytest.raises(Conflict):
                tx.second_factors.keep(factor)
            with pytest.raises(NotFound):
                tx.second_factors.keep(replace(factor, user_id="usr_nobody"))
        with catalog.read() as tx:
            assert tx.second_factors.of(ONE) == replace(factor, confirmed=True, last_step=8)

    def test_each_is_sealed_otherwise_and_stays_what_it_was(self, catalog: Catalog) -> None:
        kept = [SecondFactor(an_account(number).id, f"sealed {number}", START) for number in (1, 2)]
        with catalog.write() as tx:
            assert tx.second_factors.all() == []
            for number, factor in zip((1, 2), kept, strict=True):
                tx.accounts.add(an_account(number))
                tx.second_factors.keep(factor)
            assert tx.second_factors.take_step(ONE, 7)
            tx.second_factors.reseal(ONE, "sealed anew")
            tx.second_factors.reseal("usr_nobody", "sealed anew")
        with catalog.read() as tx:
            anew = replace(kept[0], sealed_secret="sealed anew", confirmed=True, last_step=7)
            assert tx.second_factors.all() == [anew, kept[1]]

    def test_a_recovery_code_is_taken_once_by_its_owner(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            for number in (1, 2):
                tx.accounts.add(an_account(number))
                tx.second_factors.keep(SecondFactor(an_account(number).id, "sealed", START))
                tx.second_factors.keep_recovery_codes(an_account(number).id, ["a" * 64, "b" * 64])
            assert tx.second_factors.take_recovery_code(ONE, "a" * 64)
            assert not tx.second_factors.take_recovery_code(ONE, "a" * 64)
            assert not tx.second_factors.take_recovery_code(ONE, "c" * 64)
            assert tx.second_factors.recovery_codes_left(ONE) == 1
            assert tx.second_factors.recovery_codes_left(an_account(2).id) == 2
            tx.second_factors.keep_recovery_codes(ONE, ["d" * 64])
            assert not tx.second_factors.take_recovery_code(ONE, "b" * 64)
            assert tx.second_factors.remove(ONE)
            assert not tx.second_factors.remove(ONE)
            assert tx.second_factors.recovery_codes_left(ONE) == 0
            assert tx.second_factors.of(an_account(2).id) is not None

    def test_a_session_knows_that_a_code_was_given(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            tx.accounts.add(an_account(1))
            tx.sessions.add(a_session(), 9)
            tx.sessions.passed("ses_1")
            assert tx.sessions.of(ONE) == [replace(a_session(), second_factor=True)]
