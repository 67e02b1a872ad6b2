"""Who signs: the keys of this installation, kept outside the data folder.

A database copied to another computer, or an old copy put back, must not be able to sign as if nothing had
happened. So the key file and the anchor lie in the machine folder (the user's application data), and the
system keyring seals the key file where one works. The libraries are loaded when something is signed or
opened: to look at a ledger takes none.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
from msgspec import Struct
from typing_extensions import override

from app.errors import StorageError, UserError
from app.sync.files import write_small_file
from app.sync.sealing import identity_from

__all__ = [
    "Anchor",
    "KeyMissing",
    "Machine",
    "NodeKey",
    "Vault",
    "default_machine_folder",
    "enrolment_proof",
    "fingerprint",
    "fingerprint_digits",
    "own_machine",
    "signature_holds",
    "system_vault",
]

ENVELOPE_TYPE = b"application/vnd.station-ledger.manifest.v0+json"
ROOT_BYTES = 16
SERVICE = "station-ledger"  # under which the keyring lists our entries


class KeyMissing(UserError):
    """This computer holds no key for the ledger that was opened: moved, copied or restored."""

    def __init__(self) -> None:
        super().__init__(
            "这台电脑上没有本台账的签名钥匙，可能是从别的电脑拷来的。"
            "数据都在，可以查看；要收发请到“设置与备份”的“本机”里，选这台电脑以后怎么用。 E-P10"
        )


class Vault(Protocol):
    """A place of the operating system that keeps small secrets."""

    def store(self, name: str, secret: str) -> None:
        """Keep `secret` under `name`."""

    def load(self, name: str) -> str | None:
        """Return what was kept under `name`."""


class _Keyring:
    @override
    def __repr__(self) -> str:
        return "<the system keyring>"

    def store(self, name: str, secret: str) -> None:
        import keyring

        keyring.set_password(SERVICE, name, secret)

    def load(self, name: str) -> str | None:
        import keyring

        return keyring.get_password(SERVICE, name)


def system_vault() -> Vault | None:
    """Return the system keyring if one answers on this computer, else None."""
    import keyring
    from keyring.errors import KeyringError

    vault = _Keyring()
    try:
        if keyring.get_keyring().priority < 1:
            return None
        probe = secrets.token_hex(8)
        vault.store("probe", probe)
        return vault if vault.load("probe") == probe else None
    except (KeyringError, RuntimeError, OSError):
        return None


def default_machine_folder() -> Path:
    """Return where this user's keys lie on this computer."""
    import platformdirs

    return Path(platformdirs.user_data_dir("station-ledger", appauthor=False, roaming=False)) / "machine"


class NodeKey:
    """The two secrets of one installation: Ed25519 to sign, age to open what is sealed for it.

    Both come from one root of 16 random bytes, short enough to be written on paper (app.sync.recovery).

    Attributes:
        node: Id of the installation.
        root: What the secrets are derived from.
        former: Roots it had before; what others seal to them can still be opened.
        public_key: Ed25519 public key, 64 hex digits.
        age_identity: The secret half.
        age_recipient: The public half.
    """

    def __init__(self, node: str, root: bytes, former: Sequence[bytes] = ()) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if {len(one) for one in (root, *former)} != {ROOT_BYTES}:
            raise ValueError("a root of another length")
        self.node, self.root, self.former = node, root, tuple(former)
        self.age_identity, self.age_recipient = identity_from(_derived(root, b"age"))
        self._private = Ed25519PrivateKey.from_private_bytes(_derived(root, b"ed25519"))
        self.public_key = self._private.public_key().public_bytes_raw().hex()

    @classmethod
    def generate(cls, node: str) -> "NodeKey":
        """Make a new key that is kept nowhere yet."""
        return cls(node, secrets.token_bytes(ROOT_BYTES))

    @property
    def age_identities(self) -> tuple[str, ...]:
        """Return all secrets that may open what was sealed for this installation."""
        return (self.age_identity, *(identity_from(_derived(root, b"age"))[0] for root in self.former))

    def sign(self, message: bytes, type_: bytes = ENVELOPE_TYPE) -> str:
        """Return the signature over the envelope of `message`, 128 hex digits."""
        return self._private.sign(_envelope(message, type_)).hex()

    def secrets(self) -> dict[str, Any]:
        """Return what the key file holds."""
        return {"node": self.node, "root": self.root.hex(), "former": [root.hex() for root in self.former]}


def _derived(root: bytes, what: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=b"station-ledger node key 1 " + what).derive(root)


def signature_holds(message: bytes, public_key: str, signature: str, type_: bytes = ENVELOPE_TYPE) -> bool:
    """Tell whether `signature` (hex) over `message` was made by the holder of `public_key` (hex)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), _envelope(message, type_))
    except (InvalidSignature, ValueError):
        return False
    return True


def _envelope(message: bytes, type_: bytes) -> bytes:
    """Return the DSSE pre-authentication encoding: no other kind of message can share these bytes."""
    return b"DSSEv1 %d %s %d %s" % (len(type_), type_, len(message), message)


def fingerprint_digits(
    office_key: str, office_recipient: str, station_key: str, station_recipient: str
) -> str:
    """Return the 24 digits both sides compute from all four public keys."""
    text = "\n".join(
        ("station-ledger fingerprint", office_key, office_recipient, station_key, station_recipient)
    )
    return f"{int.from_bytes(hashlib.sha256(text.encode()).digest()) % 10**24:024d}"


def fingerprint(office_key: str, office_recipient: str, station_key: str, station_recipient: str) -> str:
    """Return six groups of four digits, to be compared by phone."""
    digits = fingerprint_digits(office_key, office_recipient, station_key, station_recipient)
    return " ".join(digits[at : at + 4] for at in range(0, 24, 4))


def enrolment_proof(secret: str, unit: str, public_key: str, age_recipient: str) -> str:
    """Return the proof, hex, that whoever made these keys holds the unit's start package."""
    text = "\n".join(("station-ledger enrolment", unit, public_key, age_recipient))
    return hmac.new(bytes.fromhex(secret), text.encode(), hashlib.sha256).hexdigest()


class Head(msgspec.Struct, frozen=True):
    """Where one log of this site stood."""

    number: int
    chain: str


class Anchor(msgspec.Struct, frozen=True):
    """What this computer last knew of a site's logs, written after the database's commit."""

    site: str
    node: str
    epoch: str
    heads: dict[str, Head]  # by stream
    former: dict[str, dict[str, Head]] = {}  # by epoch: where an epoch stood that ended by a restore


def own_machine(folder: Path) -> "Machine":
    """Return `folder` as a machine folder whose new keys are sealed by the system keyring, where one works.

    Only this user's own folder is: keys of a demo or on a stick must not depend on the computer.
    """
    return Machine(folder, system_vault() if folder == default_machine_folder() else None)


class Machine(Struct, frozen=True):
    """This user's folder of keys and anchors on this computer.

    Attributes:
        folder: Created when first needed, readable by the user only.
        vault: Seals new key files where given; never required. Sealed ones are opened with the system keyring.
    """

    folder: Path
    vault: Vault | None = None

    def create_key(self, node: str) -> NodeKey:
        """Make and keep the key of a new installation."""
        key = NodeKey.generate(node)
        self.keep_key(key)
        return key

    def keep_key(self, key: NodeKey) -> None:
        """Keep `key` in the place of what is kept for its installation."""
        self._write(f"{key.node}.key", self._sealed(key.node, json.dumps(key.secrets())))

    def load_key(self, node: str) -> NodeKey:
        """Return the key of installation `node`.

        Raises:
            KeyMissing: There is none here, or it was sealed on another computer.
        """
        try:
            data = json.loads((self.folder / f"{node}.key").read_bytes())
            if "sealed" in data:
                data = json.loads(self._unsealed(node, data["sealed"]))
            former = [bytes.fromhex(root) for root in data["former"]]
            return NodeKey(node, bytes.fromhex(data["root"]), former)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeyMissing from error

    def has_key(self, node: str) -> bool:
        """Tell whether this computer can sign as `node`."""
        try:
            self.load_key(node)
        except KeyMissing:
            return False
        return True

    def has_file(self, node: str) -> bool:
        """Tell whether a key file for `node` is here, which may still not open."""
        return (self.folder / f"{node}.key").is_file()

    def is_sealed(self, node: str) -> bool:
        """Tell whether the system keyring seals the key of `node`."""
        try:
            return b'"sealed"' in (self.folder / f"{node}.key").read_bytes()
        except OSError:
            return False

    def write_anchor(self, anchor: Anchor) -> None:
        """Keep where the site's logs stand; call after the commit."""
        self._write(f"{anchor.site}.anchor", msgspec.json.encode(anchor))

    def read_anchor(self, site: str) -> Anchor | None:
        """Return what was kept; None where nothing readable is, which is a question and no alarm."""
        try:
            return msgspec.json.decode((self.folder / f"{site}.anchor").read_bytes(), type=Anchor)
        except (OSError, ValueError):
            return None

    def _write(self, name: str, data: bytes) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StorageError(
                f"不能在本机的用户文件夹里写入（{self.folder}）。请检查权限。 E-D02"
            ) from error
        write_small_file(self.folder / name, data, mode=0o600)

    def _sealed(self, node: str, text: str) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        if self.vault is None:
            return text.encode()
        wrapping, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
        self.vault.store(node, wrapping.hex())
        box = nonce + ChaCha20Poly1305(wrapping).encrypt(nonce, text.encode(), node.encode())
        return json.dumps({"sealed": box.hex()}).encode()

    def _unsealed(self, node: str, sealed: str) -> bytes:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        vault = self.vault or system_vault()
        wrapping = vault.load(node) if vault is not None else None
        if wrapping is None:
            raise KeyMissing
        box = bytes.fromhex(sealed)
        try:
            return ChaCha20Poly1305(bytes.fromhex(wrapping)).decrypt(box[:12], box[12:], node.encode())
        except InvalidTag as error:
            raise KeyMissing from error
