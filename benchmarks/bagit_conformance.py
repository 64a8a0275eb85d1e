"""The stand-alone checker, and the bagit library, against the conformance suite of the Library of Congress for BagIt.

Usage: python -m benchmarks.bagit_conformance SUITE

SUITE is a copy of github.com/LibraryOfCongress/bagit-conformance-suite. The checker reads what this archive writes:
BagIt 1.0 with SHA-512. Bags with other digests or of older versions are not its business and are counted apart. The
library, with which the tests check our bags, reads them all. Bags that are judged otherwise than the suite says are
named; those that deserve a warning, or are at fault on Windows only, are valid for the suite.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import bagit

from archive_service.checker.verify_bundle import check_bag

VALID = {"valid", "warning", "windows-only"}


def main() -> None:
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    print("| version | bags | checker: right | wrong | other digests | bagit library: right | wrong |")
    for version in sorted(Path(sys.argv[1]).glob("v*")):
        bags = sorted(path for path in version.glob("*/*") if path.is_dir())
        ours = [bag for bag in bags if (bag / "manifest-sha512.txt").is_file()]
        wrong, wrong_of_library = (
            [bag for bag in judged if judge(bag) is not (bag.parent.name in VALID)]
            for judge, judged in ((_whole_for_the_checker, ours), (_whole_for_the_library, bags))
        )
        print(
            f"| {version.name} | {len(bags)} | {len(ours) - len(wrong)} | {_named(wrong)} | {len(bags) - len(ours)} "
            f"| {len(bags) - len(wrong_of_library)} | {_named(wrong_of_library)} |"
        )


def _whole_for_the_checker(bag: Path) -> bool:
    return check_bag(bag) == []


def _whole_for_the_library(bag: Path) -> bool:
    try:
        bagit.Bag(str(bag)).validate(processes=1)
    except (bagit.BagError, OSError, UnicodeError):
        return False
    return True


def _named(bags: list[Path]) -> str:
    return ", ".join(f"{bag.parent.name}/{bag.name}" for bag in bags) or "-"


if __name__ == "__main__":
    main()
