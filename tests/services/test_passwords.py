"""What a password must be: long, not tried first by whoever guesses, not the owner's name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from archive_service.domain.errors import CommonPassword, LongPassword, PasswordNamesOwner, WeakPassword
from archive_service.services.passwords import LONGEST, Passwords

PASSWORDS = Passwords(12)
PERSON = ("nguyenvana", "Nguyễn Văn An")


@pytest.mark.parametrize(
    "password",
    [
        "một câu dài để thử", "kho luu tru mau", "Đảng viên mới đọc báo sáng", "correct horse battery staple",
        "mèo trắng uống trà chiều", "xK9#qLmV2$wR", "hai con gà trống đá nhau",
    ],
)  # fmt: skip
def test_sentences_and_chance_are_taken(password: str) -> None:
    hashed = PASSWORDS.hash(password, *PERSON)
    assert hashed.startswith("$argon2id$")
    assert PASSWORDS.fit(hashed, password)
    assert not PASSWORDS.fit(hashed, password + "x")
    assert not PASSWORDS.fit(None, password)


@pytest.mark.parametrize(
    "password",
    [
        "matkhau123456", "Mật khẩu 123456", "123456789012", "qwertyuiopas", "password1234", "P@ssw0rd1234",
        "aaaaaaaaaaaa", "anhyeuem123456", "chibo20262026", "dangcongsanvietnam", "abcdefghijkl", "iloveyou1234",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(CommonPassword):
        PASSWORDS.hash(password, *PERSON)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([each for each in FREQUENCY_LISTS["passwords"] if len(each) >= 12]))
def test_nothing_of_the_list_is_taken(password: str) -> None:
    for written in (password, password.upper(), password.capitalize()):
        with pytest.raises(CommonPassword):
            PASSWORDS.hash(written, *PERSON)


@pytest.mark.parametrize("password", ["nguyenvana1990", "Nguyễn Văn An 1990", "nguyenvanannguyenvanan"])
def test_the_owners_name_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        PASSWORDS.hash(password, *PERSON)
    assert isinstance(refused.value, CommonPassword | PasswordNamesOwner)


def test_a_name_that_no_list_knows_is_refused_for_its_owner_alone() -> None:
    password = "lokhinguyet2026"
    with pytest.raises(PasswordNamesOwner):
        PASSWORDS.hash(password, "lokhinguyet", "Lò Khì Nguyệt")
    assert PASSWORDS.hash(password, "other", "Somebody Else")


def test_length_counts_characters_and_has_an_upper_end() -> None:
    with pytest.raises(WeakPassword) as refused:
        PASSWORDS.hash("mèo xám ngủ", *PERSON)
    assert refused.value.facts == {"minimum": 12}
    sentence = "mèo trắng uống trà chiều và đọc báo " * 4
    assert PASSWORDS.hash(sentence[:LONGEST], *PERSON)
    with pytest.raises(LongPassword):
        PASSWORDS.hash(sentence[: LONGEST + 1], *PERSON)
