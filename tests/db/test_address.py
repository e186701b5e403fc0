from pathlib import Path

import pytest

from db.address import disk_type, is_network_disk, parse_address
from db.errors import StoreError, Trouble
from db.store import open_store

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:40 / /srv rw - nfs4 server:/srv rw
41 40 8:2 / /srv/local rw - ext4 /dev/sdb1 rw
42 22 0:42 / /media/our\\040share rw - cifs //nas/share rw
43 22 0:43 / /mnt/caf\udce9 rw - ext4 /dev/sdc1 rw
44 22 0:44 / /srvother rw - xfs /dev/sdd1 rw
"""


@pytest.fixture
def mounts(monkeypatch):
    real = Path.read_text

    def read_text(path, *args, **kwargs):
        is_table = str(path) == "/proc/self/mountinfo"
        return MOUNTS if is_table else real(path, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", read_text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:////var/wema.db", "/var/wema.db"),
        ("/var/wema.db", "/var/wema.db"),
        (" /var/wema.db\n", "/var/wema.db"),
        ("sqlite:////var/my%20clinic.db", "/var/my clinic.db"),
        ("sqlite:///wema.db", str(Path.cwd() / "wema.db")),
        ("~/wema.db", str(Path.home() / "wema.db")),
    ],
)
def test_a_file_is_found_however_it_is_written(text, path):
    assert parse_address(text).path == Path(path)
    assert str(parse_address(text)) == f"sqlite:///{path}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "sqlite:",
        "sqlite:///",
        "sqlite://wema.db",
        "sqlite::memory:",
        "mysql://host/db",
        "http://example.org/wema.db",
        "wema\0.db",
        "sqlite:///wema\0.db",
        "sqlite:///wema%00.db",
        "~nobody-of-that-name/wema.db",
        "wema\ud800.db",
    ],
)
def test_what_is_no_address_is_said_to_be_none(text):
    with pytest.raises(StoreError) as caught:
        parse_address(text)
    assert caught.value.trouble is Trouble.BAD_ADDRESS


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://wema:s3cret@host/clinic",
        "postgres://wema:s3cret@host:5432/clinic?sslmode=require",
        "postgresql://wema:p@s3cret@host/clinic",
        "postgresql://wema:s3%2Fcret@host/clinic",
        "postgresql://host/clinic?user=wema&password=s3cret",
        "postgresql:///clinic?password=s3cret&host=/run",
        "postgresql://wema:s3cret@[::1/clinic",
    ],
)
def test_an_address_is_shown_without_its_password(url):
    shown = str(parse_address(url))
    assert "cret" not in shown
    assert "***" in shown
    assert parse_address(url).url == url


@pytest.mark.parametrize(
    "url", ["postgresql://wema@/clinic", "postgresql://host:5433/clinic"]
)
def test_an_address_without_password_is_shown_as_it_is(url):
    assert str(parse_address(url)) == url


@pytest.mark.parametrize(
    "url", ["postgresql://%zz", "postgresql://host/db?nonsense=1", "postgresql://[::1"]
)
def test_a_url_that_the_driver_cannot_read_is_a_bad_address(url):
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert caught.value.trouble is Trouble.BAD_ADDRESS


@pytest.mark.usefixtures("mounts")
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/wema.db", "nfs4"),
        ("/srv/clinic/wema.db", "nfs4"),
        ("/srv/local/wema.db", "ext4"),
        ("/srvother/wema.db", "xfs"),
        ("/media/our share/wema.db", "cifs"),
        ("/home/wema.db", "ext4"),
    ],
)
def test_the_disk_under_a_file_is_known(path, kind):
    assert disk_type(Path(path)) == kind
    assert is_network_disk(Path(path)) == (kind in ("nfs4", "cifs"))


@pytest.mark.usefixtures("mounts")
def test_a_clinic_on_a_network_disk_is_refused_before_anything_is_made(monkeypatch):
    with pytest.raises(StoreError) as caught:
        open_store("/srv/wema.db", create=True)
    assert caught.value.trouble is Trouble.NETWORK_DISK


@pytest.mark.usefixtures("mounts")
def test_a_link_to_a_network_disk_is_followed(tmp_path):
    link = tmp_path / "wema.db"
    link.symlink_to("/srv/wema.db")
    assert is_network_disk(link)
