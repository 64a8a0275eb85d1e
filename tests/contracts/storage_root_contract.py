"""What the StorageRoot keeps on every object store. A subclass gives the `root` and its `store`."""

from __future__ import annotations

import hashlib
import io
import os
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from archive_service.domain.errors import BadFileName, BytesDamaged, Conflict, NotFound, VersionConflict
from archive_service.ports import (
    METADATA_NAME,
    IncomingFile,
    LockMode,
    ObjectStore,
    ObjectVersion,
    StorageRoot,
)
from tests.contracts.object_store_contract import keys_of, soon

CREATED = datetime(2024, 3, 5, 9, 30, tzinfo=UTC)
LATER = timedelta(hours=1)


def incoming(name: str, content: bytes) -> IncomingFile:
    return IncomingFile(name, io.BytesIO(content), len(content), hashlib.sha512(content).hexdigest())


def put_version(
    root: StorageRoot, object_id: str, head: int = 0, *files: IncomingFile, metadata: bytes = b"{}"
) -> ObjectVersion:
    return root.put_version(
        object_id,
        expected_head=head,
        metadata=metadata,
        files=files,
        user="usr_lan",
        message=f"version {head + 1}",
        created=CREATED + timedelta(days=head),
    )


def content_of(root: StorageRoot, object_id: str, name: str, version: int | None = None) -> bytes:
    with root.read(object_id, name, version=version) as stream:
        return stream.read()


class StorageRootContract:
    def test_a_record_comes_back(self, root: StorageRoot) -> None:
        content = os.urandom(3 << 20)
        written = put_version(root, "rec_1", 0, incoming("Nghị quyết 12.pdf", content), metadata=b'{"a": 1}')
        head = root.head("rec_1")
        assert head == written
        assert (head.number, head.user, head.message, head.created) == (1, "usr_lan", "version 1", CREATED)
        assert [(file.name, file.size) for file in head.files] == [
            ("Nghị quyết 12.pdf", len(content)),
            (METADATA_NAME, 8),
        ]
        assert content_of(root, "rec_1", "Nghị quyết 12.pdf") == content
        assert content_of(root, "rec_1", METADATA_NAME) == b'{"a": 1}'

    def test_names_are_kept_in_nfc_and_found_in_any_form(self, root: StorageRoot) -> None:
        name = unicodedata.normalize("NFD", "Biên bản họp chi bộ tháng 3.docx")
        put_version(root, "rec_1", 0, incoming(name, b"x"))
        assert root.head("rec_1").files[0].name == unicodedata.normalize("NFC", name)
        assert content_of(root, "rec_1", name) == b"x"

    @pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\nb", "a\0b", "metadata.json", "\ud800"])
    def test_a_name_that_is_none_is_refused(self, root: StorageRoot, store: ObjectStore, name: str) -> None:
        with pytest.raises(BadFileName):
            put_version(root, "rec_1", 0, incoming(name, b"x"))
        assert list(root.object_ids()) == []
        assert keys_of(store) == []

    def test_one_name_twice_is_refused(self, root: StorageRoot) -> None:
        twice = [incoming(unicodedata.normalize(form, "nghị.pdf"), b"x") for form in ("NFC", "NFD")]
        with pytest.raises(BadFileName):
            put_version(root, "rec_1", 0, *twice)

    def test_new_metadata_makes_a_new_version_and_keeps_the_old(self, root: StorageRoot) -> None:
        put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"), metadata=b"one")
        put_version(root, "rec_1", 1, metadata=b"two")
        assert [version.number for version in root.versions("rec_1")] == [1, 2]
        assert content_of(root, "rec_1", METADATA_NAME) == b"two"
        assert content_of(root, "rec_1", METADATA_NAME, version=1) == b"one"
        assert content_of(root, "rec_1", "a.pdf") == b"pdf"

    def test_a_file_is_added_or_takes_the_place_of_its_name(self, root: StorageRoot) -> None:
        put_version(root, "rec_1", 0, incoming("a.pdf", b"one"))
        put_version(root, "rec_1", 1, incoming("a.pdf", b"two"), incoming("b.pdf", b"b"))
        assert [file.name for file in root.head("rec_1").files] == ["a.pdf", "b.pdf", METADATA_NAME]
        assert content_of(root, "rec_1", "a.pdf") == b"two"
        assert content_of(root, "rec_1", "a.pdf", version=1) == b"one"

    def test_the_same_bytes_under_two_names_are_kept_once(self, root: StorageRoot) -> None:
        put_version(root, "rec_1", 0, incoming("a.pdf", b"same"), incoming("b.pdf", b"same"))
        first, second, _ = root.head("rec_1").files
        assert first.content_path == second.content_path
        assert content_of(root, "rec_1", "b.pdf") == b"same"

    def test_many_files_are_written(self, root: StorageRoot) -> None:
        contents = {f"trang {number}.png": os.urandom(2000) for number in range(40)}
        put_version(root, "rec_1", 0, *(incoming(name, content) for name, content in contents.items()))
        assert {name: content_of(root, "rec_1", name) for name in contents} == contents

    @pytest.mark.parametrize("head", [0, 2])
    def test_another_head_than_expected_is_a_conflict(self, root: StorageRoot, head: int) -> None:
        put_version(root, "rec_1", 0, metadata=b"one")
        with pytest.raises(VersionConflict) as conflict:
            put_version(root, "rec_1", head, metadata=b"other")
        assert conflict.value.facts == {"expected": head, "current": 1}
        assert [version.number for version in root.versions("rec_1")] == [1]

    def test_a_retry_of_what_stands_answers_it(self, root: StorageRoot, store: ObjectStore) -> None:
        first = put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"))
        before = keys_of(store)
        assert put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf")) == first
        assert keys_of(store) == before

    @pytest.mark.parametrize("head", [0, 1])
    def test_a_source_other_than_promised_leaves_no_version(
        self, root: StorageRoot, store: ObjectStore, head: int
    ) -> None:
        put_version(root, "rec_other", 0)
        if head:
            put_version(root, "rec_1", 0)
        before = keys_of(store)
        bad = IncomingFile("a.pdf", io.BytesIO(b"changed"), 7, hashlib.sha512(b"promise").hexdigest())
        with pytest.raises(BytesDamaged) as damage:
            put_version(root, "rec_1", head, bad, incoming("b.pdf", b"good"))
        assert damage.value.facts == {"record": "rec_1"}
        assert keys_of(store) == before

    def test_bytes_the_object_has_are_compared_all_the_same(self, root: StorageRoot) -> None:
        put_version(root, "rec_1", 0, incoming("a.pdf", b"content"))
        lie = IncomingFile("b.pdf", io.BytesIO(b"another"), 7, hashlib.sha512(b"content").hexdigest())
        with pytest.raises(BytesDamaged):
            put_version(root, "rec_1", 1, lie)

    def test_what_is_not_there(self, root: StorageRoot) -> None:
        for ask in (root.head, root.versions, root.lock_state):
            with pytest.raises(NotFound):
                ask("rec_none")
        put_version(root, "rec_1", 0)
        with pytest.raises(NotFound), root.read("rec_1", "none.pdf"):
            pass
        with pytest.raises(NotFound), root.read("rec_1", METADATA_NAME, version=2):
            pass
        with pytest.raises(NotFound), root.read("rec_1", METADATA_NAME, version=0):
            pass

    def test_every_object_is_listed(self, root: StorageRoot) -> None:
        ids = {f"rec_{number}" for number in range(12)} | {"units", "giữ lại/1", "hold:*?"}
        for object_id in ids:
            put_version(root, object_id, 0)
        assert sorted(root.object_ids()) == sorted(ids)

    def test_a_stream_can_be_sought(self, root: StorageRoot) -> None:
        content = os.urandom(3 << 20)
        put_version(root, "rec_1", 0, incoming("a.pdf", content))
        with root.read("rec_1", "a.pdf") as stream:
            assert stream.seekable()
            stream.seek(-5, os.SEEK_END)
            assert stream.read() == content[-5:]
            stream.seek((1 << 20) - 3)
            assert stream.read(6) == content[(1 << 20) - 3 : (1 << 20) + 3]
            stream.seek(10)
            stream.seek(5, os.SEEK_CUR)
            assert (stream.tell(), stream.read(1)) == (15, content[15:16])

    # ------------------------------------------------------------ protection

    def test_a_lock_covers_every_key_of_the_object(self, root: StorageRoot, store: ObjectStore) -> None:
        put_version(root, "rec_1", 0, incoming("a.pdf", b"x"))
        before = keys_of(store)
        until = soon(5)
        root.lock_until("rec_1", until, LockMode.COMPLIANCE)
        state = root.lock_state("rec_1")
        assert (state.until, state.mode, state.held) == (until, LockMode.COMPLIANCE, False)
        with pytest.raises(Conflict):
            root.destroy("rec_1", bypass_governance=True)
        assert keys_of(store) == before

    def test_a_locked_object_takes_new_versions_that_are_locked_anew(self, root: StorageRoot) -> None:
        put_version(root, "rec_1", 0, metadata=b"one")
        until = soon(3600)
        root.lock_until("rec_1", until, LockMode.GOVERNANCE)
        put_version(root, "rec_1", 1, metadata=b"two")
        assert root.lock_state("rec_1").until != until
        root.lock_until("rec_1", until, LockMode.GOVERNANCE)
        assert root.lock_state("rec_1").until == until
        root.destroy("rec_1", bypass_governance=True)

    def test_a_held_object_cannot_go_until_the_hold_is_lifted(self, root: StorageRoot) -> None:
        put_version(root, "rec_1", 0)
        root.set_hold("rec_1", True)
        assert root.lock_state("rec_1").held
        with pytest.raises(Conflict):
            root.destroy("rec_1", bypass_governance=True)
        root.set_hold("rec_1", False)
        root.destroy("rec_1", bypass_governance=True)
        with pytest.raises(NotFound):
            root.head("rec_1")

    # ------------------------------------------------------------ removing

    def test_a_destroyed_object_leaves_nothing_and_others_alone(self, root: StorageRoot, store: ObjectStore) -> None:
        put_version(root, "rec_1", 0)
        before = keys_of(store)
        put_version(root, "rec_2", 0, incoming("a.pdf", b"x"))
        put_version(root, "rec_2", 1, metadata=b"two")
        root.destroy("rec_2", bypass_governance=True)
        assert keys_of(store) == before
        root.destroy("rec_2")
        put_version(root, "rec_2", 0, metadata=b"new life")
        assert content_of(root, "rec_2", METADATA_NAME) == b"new life"

    def test_sweeping_leaves_whole_objects(self, root: StorageRoot, store: ObjectStore) -> None:
        put_version(root, "rec_1", 0, incoming("a.pdf", b"x"))
        put_version(root, "rec_1", 1, metadata=b"two")
        before = keys_of(store)
        assert list(root.sweep(datetime.now(UTC) + LATER)) == []
        assert keys_of(store) == before
