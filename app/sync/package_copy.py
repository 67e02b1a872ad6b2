"""A package taken over from a stick: every byte is checked while it is copied."""

from pathlib import Path

from msgspec.structs import replace

from app.job import Job
from app.sync.checked_writer import CheckedWriter
from app.sync.files import PART, storage_errors, whole_file
from app.sync.package_file import Peek, body_offset, check_size, verify
from app.sync.rejections import PackageDamaged

__all__ = ["copy_package"]


def copy_package(package: Peek, target: Path, job: Job | None = None) -> Peek:
    """Copy a package to `target` and check every byte of the copy; one that is not sound is not left there.

    Args:
        job: Told of bytes copied.

    Raises:
        As `verify`, and:
        StorageError: The package cannot be read, or the place does not take it.
        Cancelled: Through `job`; nothing is left behind.
    """
    job = job or Job()
    check_size(package)
    info, place = package.manifest.body, package.path.parent
    part, written = target.with_name(target.name + PART), None
    with storage_errors(place), package.path.open("rb") as source, whole_file(target) as copy:
        if info is not None:
            with storage_errors(place):  # what the source does is not to be blamed on the target
                copy.write(source.read(body_offset(package)))
            left = info.size
            with CheckedWriter(copy, part) as written:
                while left:
                    with storage_errors(place):
                        count = source.readinto(written.room()[:left])
                    if not count:
                        break
                    written.put(count)
                    left -= count
                    job.step(package.expected_bytes - left, package.expected_bytes)
                written.finish()
        with storage_errors(place):
            rest = source.read(package.expected_bytes - copy.tell())
        copy.write(rest)
        copy.flush()
        seen = verify(part, job, body=written)
        if seen.digest != package.digest:
            raise PackageDamaged("it became another one while it was copied")
    return replace(seen, path=target)
