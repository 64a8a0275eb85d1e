"""The stand-alone checker against the conformance suite of the Library of Congress for BagIt.

Usage: python benchmarks/bagit_conformance.py SUITE

SUITE is a copy of github.com/LibraryOfCongress/bagit-conformance-suite. The checker reads what this archive writes:
BagIt 1.0 with SHA-512. Bags with other digests or of older versions are not its business and are counted apart.
"""

from __future__ import annotations

import sys
from pathlib import Path

from archive_service.checker.verify_bundle import check_bag


def main() -> None:
    print("| version | right | wrong | other digests |")
    for version in sorted(Path(sys.argv[1]).glob("v*")):
        right, wrong, apart = 0, [], 0
        for bag in sorted(path for path in version.glob("*/*") if path.is_dir()):
            if not (bag / "manifest-sha512.txt").is_file():
                apart += 1
            elif (check_bag(bag) == []) is (bag.parent.name == "valid"):
                right += 1
            else:
                wrong.append(f"{bag.parent.name}/{bag.name}")
        print(f"| {version.name} | {right} | {', '.join(wrong) or '-'} | {apart} |")


if __name__ == "__main__":
    main()
