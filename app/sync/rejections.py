"""Why a package is not taken in: one class per reason, one Chinese sentence each."""

from app.errors import PackageRejected

__all__ = [
    "NotAPackage",
    "PackageDamaged",
    "PackageForeign",
    "PackageIncomplete",
    "PackageSuperseded",
    "PackageTooNew",
    "PackageUntrusted",
    "size_text",
]


def size_text(size_bytes: int) -> str:
    """Return a size as people read it: 812 字节, 38.2 KB, 1.9 GB."""
    value = float(size_bytes)
    for unit in ("字节", "KB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "字节" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GB"


class NotAPackage(PackageRejected):
    """The file is something else."""

    def __init__(self) -> None:
        super().__init__("这个文件不是站务台账的数据包。现有数据没有改动。请核对是否选错了文件。 E-P01")


class PackageIncomplete(PackageRejected):
    """The file ends before the package does.

    Attributes:
        expected_bytes: Size of the whole package, None where not even its header arrived.
        arrived_bytes: Size of the file.
    """

    def __init__(self, arrived_bytes: int, expected_bytes: int | None = None, sender: str = "") -> None:
        self.arrived_bytes, self.expected_bytes = arrived_bytes, expected_bytes
        sizes = f"实有 {size_text(arrived_bytes)}"
        if expected_bytes is not None:
            sizes = f"应有 {size_text(expected_bytes)}，{sizes}"
        whose = f"来自“{sender}”的" if sender else ""
        super().__init__(
            f"这个{whose}数据包没有传完整（{sizes}）。现有数据没有改动。请重新复制，或请对方重新发送一次。 E-P02"
        )


class PackageDamaged(PackageRejected):
    """Some byte is not what the sender signed, or the content breaks a rule of the format.

    The reason is English, for the log.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__("这个数据包在传送中损坏，内容对不上。现有数据没有改动。请对方重新发送一次。 E-P03")


class PackageForeign(PackageRejected):
    """The package is sound, but meant for somebody else or from somebody this site does not know."""


class PackageUntrusted(PackageForeign):
    """The signer is not, or no longer, one this site trusts."""


class PackageSuperseded(PackageRejected):
    """The office wrote it with a key it has replaced since; what it says comes again with newer packages."""

    def __init__(self) -> None:
        super().__init__(
            "这是县里换钥匙以前写的包，没有接收。里面的内容县里以后的包都会带上，不会少。请接收县里新发的包。"
        )


class PackageTooNew(PackageRejected):
    """The sender's program writes something that this one cannot read safely."""

    def __init__(self, program: str = "") -> None:
        version = f"（{program}）" if program else ""
        super().__init__(
            f"对方的程序版本较新{version}，这个包本机还读不全，没有改动任何数据。"
            "请先更新本机的程序，再接收这个包。 E-P07"
        )
