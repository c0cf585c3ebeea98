"""Portals that point us elsewhere: only named hosts, only public addresses, only http(s), certificates always checked."""

from __future__ import annotations

import datetime
import http.server
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.fetch.addresses import Destinations, canonical, is_public
from extract.fetch.client import Client, Question
from extract.fetch.faults import FetchFault
from extract.fetch.run import fetch_source
from extract.fetch.sources import Entry, Source
from extract.fetch.transport import tls_context
from tests.portal.documents import make_demo
from tests.portal.fetching import QUICK, fetch, files_outside, small_site, source_of
from tests.portal.server import MockPortal


def code_of(call: Any, *arguments: Any) -> str:
    with pytest.raises(FetchFault) as caught:
        call(*arguments)
    return caught.value.code


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "219.145.244.73", "240e:0:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_outside_are_taken(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]"])
def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    assert code_of(Destinations([host]).resolve, host.strip("[]"), 80) in ("address-refused", "name-unresolved")


def test_the_allowance_is_for_one_port_only() -> None:
    destinations = Destinations(["127.0.0.1:8099"], [("127.0.0.1", 8099)])
    assert destinations.resolve("127.0.0.1", 8099) == ("127.0.0.1",)
    assert code_of(destinations.resolve, "127.0.0.1", 22) == "address-refused"


def test_one_private_address_among_public_ones_refuses_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 80)) for number in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    assert code_of(Destinations(["a.gov.cn"]).resolve, "a.gov.cn", 80) == "address-refused"


def test_a_name_is_resolved_once_and_stays_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means a public address first and our own machine a moment later (rebinding)."""
    numbers = iter(["8.8.8.8", "127.0.0.1"])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(numbers), 80))]
    )
    destinations = Destinations(["a.gov.cn"])
    assert [destinations.resolve("a.gov.cn", 80) for _ in range(3)] == [("8.8.8.8",)] * 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("./P0 2 决算.pdf#a", "http://a.gov.cn/x/P0%202%20%E5%86%B3%E7%AE%97.pdf"),
        ("//B.gov.cn/%E5%86%B3.pdf?n=决", "http://b.gov.cn/%E5%86%B3.pdf?n=%E5%86%B3"),
        ("/a.pdf2024.pdf?sid=1&n=100%", "http://a.gov.cn/a.pdf2024.pdf?sid=1&n=100%25"),
        ("HTTP://A.gov.cn:80", "http://a.gov.cn/"),
        ("https://a.gov.cn:443/x", "https://a.gov.cn/x"),
    ],
)
def test_addresses_are_coded_once(written: str, read: str) -> None:
    assert canonical(written, "http://a.gov.cn/x/y.html") == read
    assert canonical(read) == read


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://a/",
        "ftp://a.gov.cn/x",
        "data:text/html,x",
        "http://",
        "http://[::1",
    ],
)
def test_other_schemes_are_refused(address: str) -> None:
    assert code_of(canonical, address) == "scheme-refused"


def test_credentials_in_an_address_are_refused() -> None:
    assert code_of(canonical, "http://www.a.gov.cn@evil.example/") == "address-refused"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[MockPortal]:
    with MockPortal(tmp_path / "docs", small_site(make_demo(tmp_path / "docs")), alt_port=0) as running:
        yield running


def test_without_the_allowance_nothing_is_asked(portal: MockPortal, tmp_path: Path) -> None:
    report = fetch_source(source_of(portal), tmp_path / "home", limits=QUICK)
    assert [item.code for item in report.of("blocked", "failed")] == ["address-refused"]
    assert report.stopped == "address-refused"
    assert portal.records == []


def test_a_named_host_that_points_inside_is_refused_after_a_redirect(
    portal: MockPortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more, **named: real("127.0.0.1" if host == "inside.test" else host, *more, **named)
    )
    port = portal.url.rsplit(":", 1)[1]
    portal.set_rules([{"match": r"\.pdf", "fault": "redirect_to", "target": f"http://inside.test:{port}/"}])
    hosts = (*source_of(portal).hosts, f"inside.test:{port}")
    report = fetch(portal, tmp_path / "home", changes={"hosts": hosts})
    assert {item.code for item in report.of("failed", "blocked") if item.kind == "document"} == {"address-refused"}
    assert len(portal.requests("robots")) == 1, "the named host was not asked, not even for its robots.txt"


def test_a_redirect_from_https_to_http_is_not_followed(portal: MockPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Client, "_send", lambda *_: (302, [("location", "http://a.gov.cn/")], b""))
    monkeypatch.setattr(Client, "_rules", lambda *_: type("All", (), {"allows": lambda *_: True})())
    source = Source("a", "a", "110106", "links", (Entry("https://a.gov.cn/"),), ("a.gov.cn",), "a@b.cn")
    with Client(source) as client:
        assert code_of(client.ask, Question("https://a.gov.cn/x.pdf", 1)) == "downgrade"


def test_proxies_of_the_environment_are_not_used(portal: MockPortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert fetch(portal, tmp_path / "home").succeeded


def test_names_of_files_never_become_paths(tmp_path: Path) -> None:
    site = small_site(make_demo(tmp_path / "docs"), articles=1)
    site["columns"][0]["articles"][0]["attachments"][0] |= {"name": "../../../../evil.pdf", "style": "anchor"}
    with MockPortal(tmp_path / "docs", site, alt_port=0) as portal:
        outside = set(tmp_path.rglob("*"))
        portal.set_rules([{"match": r"\.pdf", "fault": "disposition", "style": "traversal"}])
        report = fetch(portal, tmp_path / "home")
        assert report.succeeded
        assert files_outside(tmp_path / "home", outside) == set()
        written = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
        assert not [path for path in written if "evil" in path.name]
        assert all(path.stat().st_mode & 0o077 == 0 for path in written), "documents hold names of officers"


@pytest.mark.parametrize("allowances", [(), ("legacy-renegotiation",), ("p-256",), ("legacy-renegotiation", "p-256")])
def test_certificates_are_checked_whatever_is_allowed(allowances: tuple[str, ...]) -> None:
    context = tls_context(allowances)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    place = f"127.0.0.1:{server.server_address[1]}"
    source = Source("a", "a", "110106", "links", (Entry(f"https://{place}/"),), (place,), "a@b.cn", pace_seconds=0)
    try:
        with Client(source, [("127.0.0.1", server.server_address[1])], QUICK) as client, pytest.raises(FetchFault) as caught:
            client.ask(Question(f"https://{place}/", 10))
    finally:
        server.shutdown()
        server.server_close()
    assert "certificate" in str(caught.value).lower()


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that no authority signed, with its key, in one file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
