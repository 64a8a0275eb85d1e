"""The part of the composition root that puts signing in together: accounts, sessions, second factor, provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from archive_service.key_files import SECOND_FACTOR_KEY, key_in
from archive_service.openid import OpenIdProvider
from archive_service.ports import Catalog, Clock, IdentityProvider
from archive_service.services.accounts import AccountService
from archive_service.services.grants import GrantService
from archive_service.services.passwords import Passwords
from archive_service.services.provider_sign_in import ProviderSignInService
from archive_service.services.second_factor import SecondFactorService
from archive_service.services.sessions import SessionService
from archive_service.services.sign_in import AttemptLimits, SignInService
from archive_service.settings import Settings


@dataclass(frozen=True, slots=True)
class SignInServices:
    accounts: AccountService
    sessions: SessionService
    second_factor: SecondFactorService
    sign_in: SignInService
    provider_sign_in: ProviderSignInService


def open_sign_in(settings: Settings, catalog: Catalog, grants: GrantService, clock: Clock) -> SignInServices:
    """The services over one catalog; makes the key that seals second factors when there is none."""
    signin, lives, oidc = settings.signin, settings.session, settings.oidc
    passwords = Passwords(signin.password_minimum)
    accounts = AccountService(catalog, grants, clock, passwords, timedelta(hours=signin.first_password_hours))
    key = bytes.fromhex(key_in(settings.data_dir, SECOND_FACTOR_KEY))
    second_factor = SecondFactorService(catalog, accounts, clock, key, settings.second_factor_roles)
    idle, absolute = timedelta(minutes=lives.idle_minutes), timedelta(hours=lives.absolute_hours)
    proof = timedelta(minutes=lives.password_again_minutes)
    sessions = SessionService(catalog, accounts, second_factor, clock, idle, absolute, proof)
    limits = AttemptLimits(signin.attempts_per_address, signin.attempts_per_login, signin.attempts_per_login_anywhere)
    provider: IdentityProvider | None = None
    if oidc.issuer:
        provider = OpenIdProvider(oidc.issuer, oidc.client_id, oidc.client_secret, oidc.ca_file)
    return SignInServices(
        accounts, sessions, second_factor, SignInService(catalog, sessions, passwords, clock, limits),
        ProviderSignInService(
            catalog, accounts, sessions, clock, provider, oidc.login_claim, oidc.second_factor, limits.per_address
        ),
    )  # fmt: skip
