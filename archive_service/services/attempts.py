"""How often somebody may guess: attempts are counted in the catalog, over all processes, before anything is looked at.

A stranger who knows a login must not be able to keep its owner out for ever. So guesses are counted where they come
from, by name and network; the count of a name over all networks has a higher limit; and a browser in which the person
has signed in before is counted on its own, whatever strangers do.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from archive_service.domain.errors import TooManyAttempts
from archive_service.ports import Catalog, Clock, Transaction

ATTEMPTS_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class AttemptCounter:
    """Counts under keys such as "login:vanthu", of which only the digest is kept."""

    catalog: Catalog
    clock: Clock

    def count(self, limits: Mapping[str, int]) -> None:
        """Count one attempt under each key. Raises TooManyAttempts when one has more than its limit in ten minutes."""
        now, waits = self.clock.now(), []
        digests = sorted((attempt_key(key), most) for key, most in limits.items())  # nobody waits in a circle
        with self.catalog.write() as tx:
            for key, most in digests:  # to the last one, so that nothing depends on which is full
                attempts, began = tx.accounts.count_attempt(key, now, ATTEMPTS_WINDOW)
                if attempts > most:
                    waits.append((began + ATTEMPTS_WINDOW - now).total_seconds())
            if waits:
                raise TooManyAttempts(seconds=max(1, round(max(waits))))


def forget_attempts(tx: Transaction, keys: Mapping[str, bool]) -> None:
    """Begin anew for the keys after an attempt that was good; where the value is true, count it alone as not made."""
    for key, one in keys.items():
        tx.accounts.forget_attempts(attempt_key(key), one=one)


def network_of(address: str, *, shown: bool = False) -> str:
    """The network that an address speaks for: itself, for IPv6 the /64 that one subscriber has.

    `shown` gives a coarser one (/24, /48), enough for people to recognise where they were. Not an address: as it is.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    prefix = (24 if shown else 32) if parsed.version == 4 else (48 if shown else 64)
    network = ipaddress.ip_network(f"{parsed}/{prefix}", strict=False)
    return str(parsed) if prefix == parsed.max_prefixlen else str(network)


def attempt_key(key: str) -> str:
    """What is kept of a key: its digest, for people type passwords where names belong."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
