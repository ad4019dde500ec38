# SPDX-License-Identifier: BSD-2-Clause
"""One tenant of the provider: everything that its endpoints share."""

import threading
import time
from typing import Any

from authorization_code import AuthorizationCodes
from browser_session import BrowserSessions
from device_code import DeviceCodes
from directory import Directory
from keys import KeyRing
from request_log import RequestLog
from sessions import Sessions
from settings import Settings
from visit import Visits

TENANT_ID = "7a2b9c1e-5d34-4f60-8e17-a1b2c3d4e5f6"
CLIENT_ID = "c1a15000-0000-4000-8000-00000000d311"
API_ID = "api://pam-claims-demo"


class Tenant:
    """Whoever reads or changes it holds `lock`."""

    def __init__(self, start: dict[str, Any], log: RequestLog) -> None:
        self.base = ""          # known once the port is open
        self.id = TENANT_ID
        self.client_id = CLIENT_ID
        self.lock = threading.RLock()
        self.log = log
        self.settings = Settings(start)
        self.directory = Directory()
        self.sessions = Sessions()
        self.codes = DeviceCodes()
        self.authorizations = AuthorizationCodes()
        self.browsers = BrowserSessions()
        self.visits = Visits()
        self.keys = KeyRing(self.settings["alg"])

    @property
    def issuer(self) -> str:
        return f"{self.base}/{self.id}/v2.0"

    @property
    def api_url(self) -> str:
        return f"{self.base}/api/me"

    def now(self) -> int:
        """The provider's own clock, which a test can set wrong."""
        return int(time.time() + self.settings["clock_offset"])

    def key_issuer(self) -> str:
        """The template that Microsoft puts beside every key."""
        return f"{self.base}/{{tenantid}}/v2.0"

    def reset(self) -> None:
        self.settings.reset()
        self.directory.reset()
        self.sessions.reset()
        self.codes.reset()
        self.authorizations.reset()
        self.browsers.reset()
        self.visits.reset()
        self.keys.reset()
