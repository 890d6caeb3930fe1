"""Behind a proxy: whoever it is asking is told by the proxy, and is believed only where somebody said so."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from command_center.cli import main
from command_center.plan.spans import HOUR
from tests.live_room import named, served


def wrong_codes(base: str, address: str) -> list[int]:
    """Wrong codes until one is turned away, as a proxy passes them on for somebody at an address."""
    with httpx.Client(base_url=f"{base}/api", headers={"x-forwarded-for": address}) as client:
        return [client.post("/session", json={"code": "AAAAAAAA"}).status_code for _ in range(12)]


@pytest.mark.slow
def test_a_proxy_that_is_trusted_tells_who_asks_and_each_has_limits_of_their_own(tmp_path: Path) -> None:
    with served(tmp_path, named("mini-hotline", horizon=HOUR), "127.0.0.0/8") as (base, _, _):
        assert wrong_codes(base, "198.51.100.7")[-2:] == [429, 429]
        assert wrong_codes(base, "198.51.100.8")[0] == 401
        # whoever makes an address up is not believed: the last one stands there by the proxy's own hand
        assert wrong_codes(base, "203.0.113.5, 198.51.100.7")[0] == 429


@pytest.mark.slow
def test_nobody_is_believed_unless_somebody_said_so(tmp_path: Path) -> None:
    with served(tmp_path, named("mini-hotline", horizon=HOUR)) as (base, _, _):
        assert wrong_codes(base, "198.51.100.7")[-2:] == [429, 429]
        assert wrong_codes(base, "198.51.100.8") == [429] * 12


@pytest.mark.parametrize("text", ["", "*", "proxy.example.org", "10.0.0.1/24", "0.0.0.0/0", "::/0"])
def test_only_addresses_and_networks_are_trusted_and_never_everybody(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["serve", "--trusted-proxy", "127.0.0.1", "--trusted-proxy", text, "--data", str(tmp_path), "--lang", "en"]
    assert main(words) == 2
    assert f"--trusted-proxy: {text!r} is not right" in capsys.readouterr().err
