"""Keys, anchors and what two people compare by phone."""

import os
from pathlib import Path

import pytest

from app.errors import StorageError
from app.sync.keys import (
    Anchor,
    Head,
    KeyMissing,
    Machine,
    NodeKey,
    default_machine_folder,
    enrolment_proof,
    fingerprint,
    signature_holds,
    system_vault,
)


class FakeVault:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def store(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def load(self, name: str) -> str | None:
        return self.kept.get(name)


@pytest.mark.parametrize("vault", [None, FakeVault()])
def test_a_key_is_kept_for_the_user_only(tmp_path: Path, vault: FakeVault | None) -> None:
    machine = Machine(tmp_path / "machine", vault)
    made = machine.create_key("node1")
    read = machine.load_key("node1")
    assert read.secrets() == made.secrets()
    assert signature_holds(b"text", made.public_key, read.sign(b"text"))
    file = tmp_path / "machine" / "node1.key"
    if os.name != "nt":
        assert file.stat().st_mode & 0o077 == 0
    readable = made.root.hex() in file.read_text()
    assert readable == (vault is None)


def test_a_key_file_copied_to_another_computer_is_of_no_use(tmp_path: Path) -> None:
    Machine(tmp_path, FakeVault()).create_key("node1")
    for vault in (None, FakeVault()):
        with pytest.raises(KeyMissing):
            Machine(tmp_path, vault).load_key("node1")
        assert not Machine(tmp_path, vault).has_key("node1")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"root":"zz","former":[]}', b'{"root":"00","former":[]}', b"\xff"]
)
def test_a_broken_key_file_is_a_missing_key(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "node1.key").write_bytes(content)
    with pytest.raises(KeyMissing):
        Machine(tmp_path).load_key("node1")


def test_a_sealed_key_whose_wrapping_changed_is_a_missing_key(tmp_path: Path) -> None:
    vault = FakeVault()
    machine = Machine(tmp_path, vault)
    machine.create_key("node1")
    vault.kept["node1"] = "00" * 32
    with pytest.raises(KeyMissing):
        machine.load_key("node1")


def test_no_keyring_is_no_obstacle() -> None:
    assert system_vault() is None  # the suite runs with a keyring that always fails
    assert default_machine_folder().name == "machine"


def test_a_signature_covers_every_byte_and_one_key() -> None:
    key, other = NodeKey.generate("a"), NodeKey.generate("b")
    signature = key.sign(b"message")
    assert signature_holds(b"message", key.public_key, signature)
    assert not signature_holds(b"messagf", key.public_key, signature)
    assert not signature_holds(b"message", other.public_key, signature)
    assert not signature_holds(b"message", key.public_key, signature[:-2])
    assert not signature_holds(b"message", "not hex", signature)


def test_the_fingerprint_changes_with_each_of_the_four_keys() -> None:
    keys = ["a" * 64, "age1x", "b" * 64, "age1y"]
    spoken = fingerprint(*keys)
    assert len(spoken.split()) == 6
    assert all(len(group) == 4 and group.isdecimal() for group in spoken.split())
    for place in range(4):
        changed = list(keys)
        changed[place] += "0"
        assert fingerprint(*changed) != spoken
    assert fingerprint(*keys[2:], *keys[:2]) != spoken


def test_a_proof_binds_secret_unit_and_keys() -> None:
    proof = enrolment_proof("aa" * 16, "unit", "key", "age")
    assert proof == enrolment_proof("aa" * 16, "unit", "key", "age")
    for other in (
        ("ab" * 16, "unit", "key", "age"),
        ("aa" * 16, "unit2", "key", "age"),
        ("aa" * 16, "unit", "k", "age"),
    ):
        assert enrolment_proof(*other) != proof


def test_the_anchor_comes_back_and_an_unreadable_one_is_none(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "deep" / "machine")
    assert machine.read_anchor("site1") is None
    anchor = Anchor("site1", "node1", "epoch1", {"county": Head(12, "ab" * 32), "self": Head(3, "cd" * 32)})
    machine.write_anchor(anchor)
    assert machine.read_anchor("site1") == anchor
    (tmp_path / "deep" / "machine" / "site1.anchor").write_bytes(b"\0\0\0")
    assert machine.read_anchor("site1") is None


def test_a_machine_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        Machine(tmp_path / "file").create_key("node1")
