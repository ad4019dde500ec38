# SPDX-License-Identifier: BSD-2-Clause
"""A test case with a provider of its own for each class."""

import tempfile
import unittest
from pathlib import Path

from control import Provider
from oauth_client import Answer, Client


HERE = Path(__file__).resolve().parent


class ProviderTest(unittest.TestCase):
    """Each test starts from a reset."""
    directory: "tempfile.TemporaryDirectory[str]"
    provider: Provider

    @classmethod
    def setUpClass(cls) -> None:
        cls.directory = tempfile.TemporaryDirectory(prefix="test-provider-")
        cls.provider = Provider(cls.directory.name, interval=1,
                                fault_port=0, lifetime=120).start()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.provider.stop()
        cls.directory.cleanup()

    def setUp(self) -> None:
        self.provider.reset()
        self.client = Client(self.provider)
        self.addCleanup(self.client.close)
        self.state = self.directory.name

    def assertRefused(self, answer: Answer, code: int, error: str,
                      suberror: str | None = None) -> None:
        self.assertNotIn("access_token", answer.json)
        self.assertEqual((answer.code, answer.error), (code, error))
        self.assertEqual(answer.json.get("suberror"), suberror)
