# SPDX-License-Identifier: BSD-2-Clause
"""The people of the tenant."""

import base64
import hashlib
import hmac
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

PASSWORD = "correct-horse"
SECOND_FACTOR = "246810"
PHONE_NUMBER = "42"


@dataclass
class User:
    name: str
    oid: str
    preferred_username: str
    display_name: str
    password: str = PASSWORD
    second_factor: str = SECOND_FACTOR
    enabled: bool = True
    guest: bool = False
    tid: str = ""               # another tenant in this user's tokens
    claims: dict[str, Any] = field(default_factory=dict)

    def subject(self, client_id: str) -> str:
        """Pairwise: another client sees another subject."""
        digest = hashlib.sha256(f"{client_id}/{self.oid}".encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def has_password(self, text: str) -> bool:
        return hmac.compare_digest(self.password.encode(), text.encode())

    def proves_second_factor(self, text: str) -> bool:
        """Either the code of the app or the number shown by the phone."""
        return text.replace(" ", "") in (self.second_factor, PHONE_NUMBER)


def demo_user(name: str) -> User:
    address = f"{name}@example.test"
    return User(name=name, oid=str(uuid.uuid5(uuid.NAMESPACE_DNS, address)),
                preferred_username=address, display_name=name.capitalize())


class Directory:
    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.reset()

    def reset(self) -> None:
        self.users = {name: demo_user(name)
                      for name in ("alice", "bob", "carol")}

    def find(self, name: str) -> User | None:
        """By short name or by sign-in name, in any case."""
        wanted = name.strip().lower()
        for user in self.users.values():
            if wanted in (user.name, user.preferred_username.lower()):
                return user
        return None

    def change(self, changes: dict[str, dict[str, Any] | None]) -> None:
        """Adds or changes users by name; null removes one."""
        for name, members in changes.items():
            if members is None:
                self.users.pop(name, None)
                continue
            user = self.users.get(name) or demo_user(name)
            self.users[name] = User(**{**asdict(user), **members})
