"""What every engine of the ObjectStore port keeps. A subclass gives the `store` and says how time passes."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from archive_service.domain.errors import BytesDamaged, Conflict, NotFound, StoreUnavailable
from archive_service.ports import LockMode, ObjectStore

Opened = Callable[[], ObjectStore]


def put(store: ObjectStore, key: str, content: bytes) -> None:
    store.put(key, io.BytesIO(content), size=len(content), sha512=hashlib.sha512(content).hexdigest())


def content_of(store: ObjectStore, key: str) -> bytes:
    with store.open(key) as stream:
        return stream.read()


def keys_of(store: ObjectStore, prefix: str = "") -> list[str]:
    return [stored.key for stored in store.keys(prefix)]


def soon(seconds: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)


class ObjectStoreContract:
    """Tests take `store` and, where a second process could come in, `opened_again`."""

    # ------------------------------------------------------------ put

    def test_bytes_come_back_as_they_went_in(self, store: ObjectStore) -> None:
        content = os.urandom(100_000)
        put(store, "a/b/c", content)
        assert content_of(store, "a/b/c") == content

    def test_an_empty_file_is_a_file(self, store: ObjectStore) -> None:
        put(store, "empty", b"")
        assert content_of(store, "empty") == b""
        stored = store.stat("empty")
        assert stored is not None
        assert stored.size == 0

    def test_a_large_file_comes_back_as_it_went_in(self, store: ObjectStore) -> None:
        content = os.urandom(1 << 20) * 20
        put(store, "large", content)
        assert content_of(store, "large") == content

    def test_the_same_content_again_is_no_error(self, store: ObjectStore) -> None:
        put(store, "a", b"same")
        put(store, "a", b"same")
        assert content_of(store, "a") == b"same"

    def test_other_content_under_a_taken_key_is_a_conflict(self, store: ObjectStore) -> None:
        put(store, "a", b"first")
        with pytest.raises(Conflict):
            put(store, "a", b"other")
        with pytest.raises(Conflict):
            put(store, "a", b"first and more")
        assert content_of(store, "a") == b"first"

    @pytest.mark.parametrize(
        ("size", "digest_of"),
        [(3, b"xyz"), (4, b"abc"), (2, b"abc"), (0, b"abc")],
        ids=["digest", "short", "long", "0"],
    )
    def test_bytes_other_than_promised_leave_nothing(self, store: ObjectStore, size: int, digest_of: bytes) -> None:
        with pytest.raises(BytesDamaged):
            store.put("a/b", io.BytesIO(b"abc"), size=size, sha512=hashlib.sha512(digest_of).hexdigest())
        assert store.stat("a/b") is None
        assert keys_of(store) == []

    def test_a_large_file_other_than_promised_leaves_nothing(self, store: ObjectStore) -> None:
        content = b"x" * (20 << 20)
        with pytest.raises(BytesDamaged):
            store.put("a/b", io.BytesIO(content), size=len(content), sha512=hashlib.sha512(b"").hexdigest())
        assert keys_of(store) == []

    def test_a_source_that_breaks_off_leaves_nothing(self, store: ObjectStore) -> None:
        class Broken(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            store.put("a/b", Broken(), size=5, sha512="0" * 128)
        assert keys_of(store) == []

    def test_of_many_writers_of_one_key_one_content_stands(self, store: ObjectStore) -> None:
        contents = [bytes([number]) * 50_000 for number in range(6)]
        outcomes: list[bytes | None] = [None] * len(contents)

        def write(number: int) -> None:
            with store.exclusive("one/key"):
                try:
                    put(store, "one/key", contents[number])
                except Conflict:
                    return
                outcomes[number] = contents[number]

        threads = [threading.Thread(target=write, args=(number,)) for number in range(len(contents))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [outcome for outcome in outcomes if outcome] == [content_of(store, "one/key")]

    @pytest.mark.parametrize("key", ["", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", "a\0b", "x" * 256])
    def test_a_key_that_is_none_is_refused(self, store: ObjectStore, key: str) -> None:
        with pytest.raises(ValueError, match="not a key"):
            put(store, key, b"x")

    # ------------------------------------------------------------ replace, open, stat

    def test_replace_creates_and_replaces(self, store: ObjectStore) -> None:
        store.replace("a/b", b"one")
        assert content_of(store, "a/b") == b"one"
        store.replace("a/b", b"two, longer")
        assert content_of(store, "a/b") == b"two, longer"

    def test_readers_see_the_old_or_the_new(self, store: ObjectStore) -> None:
        contents = {bytes([number]) * 3000 for number in range(20)}
        store.replace("k", bytes([0]) * 3000)
        done = threading.Event()
        seen: set[bytes] = set()

        def read() -> None:
            while not done.is_set():
                seen.add(content_of(store, "k"))

        reader = threading.Thread(target=read)
        reader.start()
        for content in sorted(contents):
            store.replace("k", content)
        done.set()
        reader.join()
        assert seen <= contents

    def test_a_stream_can_be_sought(self, store: ObjectStore) -> None:
        content = os.urandom(3 << 20)
        put(store, "k", content)
        with store.open("k") as stream:
            stream.seek(2_000_000)
            assert stream.read(10) == content[2_000_000:2_000_010]
            stream.seek(5)
            assert stream.read(3) == content[5:8]

    def test_a_missing_key(self, store: ObjectStore) -> None:
        assert store.stat("none") is None
        assert store.stat("none/below") is None
        with pytest.raises(NotFound), store.open("none"):
            pass
        with pytest.raises(NotFound):
            store.lock_state(["none"])
        with pytest.raises(NotFound):
            store.hold(["none"], True)
        with pytest.raises(NotFound):
            store.lock(["none"], soon(60), LockMode.GOVERNANCE)

    def test_a_prefix_of_a_key_is_no_key(self, store: ObjectStore) -> None:
        put(store, "a/b/c", b"x")
        assert store.stat("a/b") is None
        with pytest.raises(NotFound), store.open("a/b"):
            pass

    def test_stat_tells_size_and_time(self, store: ObjectStore) -> None:
        before = datetime.now(UTC) - timedelta(seconds=2)
        put(store, "a", b"12345")
        stored = store.stat("a")
        assert stored is not None
        assert (stored.key, stored.size) == ("a", 5)
        assert before <= stored.modified <= datetime.now(UTC) + timedelta(seconds=2)

    # ------------------------------------------------------------ keys

    def test_keys_come_in_key_order(self, store: ObjectStore) -> None:
        names = ["a/b", "a-b", "a/b-c", "a.b", "ab", "a/B", "a/á", "b", "a/b2/c"]
        for name in names:
            put(store, name, b"x")
        assert keys_of(store) == sorted(names)
        assert keys_of(store, "a/") == sorted(name for name in names if name.startswith("a/"))
        assert keys_of(store, "a/b") == sorted(name for name in names if name.startswith("a/b"))
        assert keys_of(store, "zz") == []
        assert list(store.folders("")) == ["a"]
        assert list(store.folders("a/")) == ["b2"]
        assert list(store.folders("zz/")) == []

    def test_a_replaced_key_is_listed_once(self, store: ObjectStore) -> None:
        store.replace("a", b"one")
        store.replace("a", b"three")
        assert [(stored.key, stored.size) for stored in store.keys("")] == [("a", 5)]

    # ------------------------------------------------------------ locks and holds

    def test_nothing_is_protected_by_itself(self, store: ObjectStore) -> None:
        put(store, "a", b"x")
        state = store.lock_state(["a"])
        assert not state.held

    @pytest.mark.parametrize("mode", list(LockMode))
    def test_a_locked_key_cannot_be_destroyed(self, store: ObjectStore, opened_again: Opened, mode: LockMode) -> None:
        put(store, "a", b"x")
        put(store, "b", b"y")
        until = soon(5)
        store.lock(["a"], until, mode)
        assert (store.lock_state(["a"]).until, store.lock_state(["a"]).mode) == (until, mode)
        for again in (store, opened_again()):
            with pytest.raises(Conflict) as refusal:
                again.destroy(["b", "a"])
            assert refusal.value.facts == {"until": until, "held": False}
        assert keys_of(store) == ["a", "b"]

    def test_governance_yields_to_who_may_bypass_it(self, store: ObjectStore) -> None:
        put(store, "a", b"x")
        store.lock(["a"], soon(3600), LockMode.GOVERNANCE)
        store.destroy(["a"], bypass_governance=True)
        assert keys_of(store) == []

    def test_compliance_yields_to_nobody(self, store: ObjectStore) -> None:
        put(store, "a", b"x")
        store.lock(["a"], soon(4), LockMode.COMPLIANCE)
        with pytest.raises(Conflict):
            store.destroy(["a"], bypass_governance=True)
        assert content_of(store, "a") == b"x"

    def test_a_lock_is_never_shortened_or_weakened(self, store: ObjectStore) -> None:
        put(store, "a", b"x")
        far = soon(6)
        store.lock(["a"], far, LockMode.COMPLIANCE)
        store.lock(["a"], soon(2), LockMode.GOVERNANCE)
        state = store.lock_state(["a"])
        assert (state.until, state.mode) == (far, LockMode.COMPLIANCE)
        farther = soon(8)
        store.lock(["a"], farther, LockMode.COMPLIANCE)
        assert store.lock_state(["a"]).until == farther

    def test_a_hold_outlives_every_lock_and_can_be_lifted(self, store: ObjectStore, opened_again: Opened) -> None:
        put(store, "a", b"x")
        store.hold(["a"], True)
        assert store.lock_state(["a"]).held
        for again in (store, opened_again()):
            with pytest.raises(Conflict) as refusal:
                again.destroy(["a"], bypass_governance=True)
            assert refusal.value.facts["held"] is True
        store.hold(["a"], False)
        assert not store.lock_state(["a"]).held
        store.destroy(["a"], bypass_governance=True)
        assert store.stat("a") is None

    def test_hold_and_lock_do_not_undo_each_other(self, store: ObjectStore) -> None:
        put(store, "a", b"x")
        until = soon(3600)
        store.hold(["a"], True)
        store.lock(["a"], until, LockMode.GOVERNANCE)
        assert store.lock_state(["a"]).held
        store.hold(["a"], False)
        assert store.lock_state(["a"]).until == until
        store.destroy(["a"], bypass_governance=True)

    def test_the_state_of_many_keys_is_the_weakest(self, store: ObjectStore) -> None:
        for key in ("a", "b", "c/d"):
            put(store, key, b"x")
        near, far = soon(1800), soon(3600)
        store.lock(["a", "c/d"], far, LockMode.GOVERNANCE)
        store.lock(["b"], near, LockMode.GOVERNANCE)
        store.hold(["a", "b"], True)
        state = store.lock_state(["a", "b", "c/d"])
        assert (state.until, state.mode, state.held) == (near, LockMode.GOVERNANCE, False)
        strict = store.strictest_lock(["a", "b", "c/d"])
        assert (strict.until, strict.mode, strict.held) == (far, LockMode.GOVERNANCE, True)
        store.hold(["a", "b"], False)
        store.destroy(["a", "b", "c/d"], bypass_governance=True)

    def test_a_locked_file_that_was_replaced_can_still_not_go(self, store: ObjectStore) -> None:
        store.replace("a", b"one")
        store.lock(["a"], soon(4), LockMode.COMPLIANCE)
        store.replace("a", b"two")
        with pytest.raises(Conflict):
            store.destroy(["a"], bypass_governance=True)
        assert content_of(store, "a") == b"two"

    # ------------------------------------------------------------ removing

    def test_destroyed_keys_are_gone(self, store: ObjectStore) -> None:
        put(store, "a/b/c", b"x")
        put(store, "a/d", b"y")
        store.replace("a/b/c2", b"one")
        store.replace("a/b/c2", b"two")
        store.destroy(["a/b/c", "a/b/c2", "unknown"], bypass_governance=True)
        assert keys_of(store) == ["a/d"]
        store.destroy(["a/b/c"], bypass_governance=True)
        put(store, "a/b/c", b"other")
        assert content_of(store, "a/b/c") == b"other"

    def test_what_nobody_was_promised_can_be_discarded(self, store: ObjectStore) -> None:
        put(store, "a/b", b"x")
        store.discard(["a/b", "unknown"])
        put(store, "a/b", b"other")
        assert content_of(store, "a/b") == b"other"

    def test_discarding_takes_no_locked_bytes(self, store: ObjectStore) -> None:
        put(store, "a", b"x")
        store.lock(["a"], soon(4), LockMode.COMPLIANCE)
        try:
            store.discard(["a"])
        except Conflict:
            assert store.worm_enforced_by == "application"
        assert content_of(store, "a") == b"x"

    def test_clearing_up_leaves_what_is_whole(self, store: ObjectStore) -> None:
        put(store, "a", b"x")
        store.clear_unfinished(datetime.now(UTC) + timedelta(hours=1))
        assert content_of(store, "a") == b"x"

    # ------------------------------------------------------------ exclusive

    def test_one_at_a_time(self, store: ObjectStore) -> None:
        inside = threading.Semaphore(1)
        clashes = []

        def enter() -> None:
            for _ in range(5):
                with store.exclusive("name"):
                    if not inside.acquire(blocking=False):
                        clashes.append(1)
                        continue
                    inside.release()

        threads = [threading.Thread(target=enter) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert clashes == []

    def test_an_error_inside_frees_the_name(self, store: ObjectStore) -> None:
        with pytest.raises(StoreUnavailable), store.exclusive("name"):
            raise StoreUnavailable
        with store.exclusive("name"):
            pass
