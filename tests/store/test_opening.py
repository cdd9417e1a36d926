"""Making and opening stores: where they live, what is refused, several at once, roles on PostgreSQL."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foreshock.model import Conflict, Flashpoint, NotADesk, StoreError
from foreshock.store import Put, Store, configure, create_store, open_store
from foreshock.store.address import postgres_settings, without_password

A = Put("flashpoint", Flashpoint("a", "A"))
B = Put("flashpoint", Flashpoint("b", "B"))


def test_a_folder_without_a_store_is_no_desk_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(NotADesk, match="foreshock init"):
        open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"SQLite format 4\0", b"# a list\n", b"\0" * 5000])
def test_a_file_that_is_no_database_is_no_desk(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "foreshock.sqlite3").write_bytes(content)
    with pytest.raises(NotADesk, match="is no database"):
        open_store(tmp_path)


def test_another_programs_database_is_no_desk(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "foreshock.sqlite3")
    connection.execute("CREATE TABLE songs (title)")
    connection.close()
    with pytest.raises(NotADesk, match="holds no Foreshock store"):
        open_store(tmp_path)
    with pytest.raises(Conflict, match="another program"):
        create_store(tmp_path, exist_ok=True)


def test_a_file_that_is_torn_at_its_start_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "foreshock.sqlite3").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(StoreError, match=r"not a database|malformed|damaged"):
        open_store(tmp_path)


def test_a_store_is_not_made_twice_unless_told(tmp_path: Path) -> None:
    with create_store(tmp_path) as store:
        store.put([A], by="A")
    with pytest.raises(Conflict, match="holds a store already"):
        create_store(tmp_path)
    with create_store(tmp_path, exist_ok=True) as store:
        assert store.state().flashpoints["a"].value


def test_a_store_of_a_newer_version_is_not_touched(home: Any, plain: Any) -> None:
    with plain("keeper") as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '0999_future', '2030-01-01 00:00:00')"
        )
    with pytest.raises(StoreError, match=r"newer version.*0999_future"):
        home.open()


def test_a_store_has_to_be_named() -> None:
    with pytest.raises(StoreError, match="no store was named"):
        open_store(None)


def test_several_stores_live_side_by_side(home: Any, desk: Store) -> None:
    with home.open() as one, home.open() as same:
        one.put([A], by="A")
        desk.put([B], by="A")
        assert list(one.state().flashpoints) == list(same.state().flashpoints) == ["a"]
        assert list(desk.state().flashpoints) == ["b"]


def test_a_store_can_be_used_from_any_thread(store: Store) -> None:
    store.put([A], by="A")
    seen: list[object] = []

    def use() -> None:
        store.put([B], by="B")
        seen.append(list(store.state().flashpoints))
        store.database.connection.close()

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert seen == [["a", "b"]]
    assert list(store.state().flashpoints) == ["a", "b"]


def test_sqlite_is_set_so_that_nothing_confirmed_is_lost(desk: Store) -> None:
    def pragma(name: str) -> object:
        return desk.database.query(f"PRAGMA {name}")[0][0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("secure_delete") == 1
    assert pragma("recursive_triggers") == 1
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 60_000


def test_a_copied_folder_is_a_copied_desk(desk: Store, tmp_path: Path) -> None:
    import shutil

    assert desk.folder
    desk.put([A], by="A")
    shutil.copytree(desk.folder, tmp_path / "copy")
    with open_store(tmp_path / "copy") as copy:
        assert copy.head() == desk.head()
        assert copy.verify().problem == ""


def test_a_live_store_can_be_backed_up_by_sqlite_itself(desk: Store, tmp_path: Path) -> None:
    assert desk.folder
    desk.put([A], by="A")
    connection = sqlite3.connect(desk.folder / "foreshock.sqlite3")
    connection.execute("VACUUM INTO ?", [str(tmp_path / "foreshock.sqlite3")])
    connection.close()
    with open_store(tmp_path) as copy:
        assert copy.head() == desk.head()
        assert copy.verify().problem == ""


def test_a_closed_store_says_so(desk: Store) -> None:
    desk.close()
    desk.close()
    with pytest.raises(StoreError, match="was closed"):
        desk.state()


def test_settings_of_the_site_may_come_after_a_store_was_opened(desk: Store) -> None:
    from django.conf import settings

    configure(ROOT_URLCONF="foreshock.site.addresses")
    assert settings.ROOT_URLCONF == "foreshock.site.addresses"
    with pytest.raises(RuntimeError, match="belong to the store: USE_TZ"):
        configure(USE_TZ=False)
    with pytest.raises(RuntimeError, match=r"without django\.contrib\.sites"):
        configure(apps=["django.contrib.sites"])


def test_applications_of_the_desk_keep_their_tables_beside_the_record(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from foreshock.store import configure, create_store\n"
        "configure(apps=['django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions'])\n"
        "store = create_store(Path(sys.argv[1]), alias='default')\n"
        "from django.contrib.auth.models import User\n"
        "User.objects.create_user('ann')\n"
        "assert store.verify().problem == ''\n"
        "print(store.database.query('SELECT username FROM auth_user'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[('ann',)]", done.stderr


def test_django_is_not_imported_with_the_package() -> None:
    code = "import sys, foreshock.store; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


ADDRESSES = {
    "postgresql://app:secret@db.example:5433/list": ("list", "app", "secret", "db.example", "5433"),
    "postgres://app@localhost/list": ("list", "app", "", "localhost", ""),
    "postgresql://a%40b:p%2Fw%3A@h/my%20list": ("my list", "a@b", "p/w:", "h", ""),
    "postgresql://app:p@ss@h/list": ("list", "app", "p@ss", "h", ""),
    "postgresql:///list?host=/var/run/postgresql&port=5433&user=app": (
        "list",
        "app",
        "",
        "/var/run/postgresql",
        "5433",
    ),
    "postgresql://app@%2Fvar%2Frun%2FPostgreSQL/list": ("list", "app", "", "/var/run/PostgreSQL", ""),
    "postgresql://app@[::1]:5433/list": ("list", "app", "", "::1", "5433"),
    "postgresql://app@a:1,b:2/list": ("list", "app", "", "a,b", "1,2"),
    "postgresql://h?dbname=list": ("list", "", "", "h", ""),
}


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_is_read_as_libpq_reads_it(url: str) -> None:
    settings = postgres_settings(url)
    found = tuple(settings[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT"))
    assert found == ADDRESSES[url]


def test_options_of_an_address_are_kept_beside_ours() -> None:
    url = "postgresql://app@h/list?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&options=-c%20work_mem%3D64MB"
    options = postgres_settings(url)["OPTIONS"]
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert options["options"] == "-c work_mem=64MB -c search_path=foreshock -c synchronous_commit=on"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://app@h/list",
        "postgresql://app:secret@h",
        "postgresql://app:secret@h:port/list",
        "list",
        "postgresql://[",
    ],
)
def test_an_address_that_is_none_is_refused_without_showing_a_password(url: str) -> None:
    with pytest.raises(StoreError, match="write postgresql://") as refused:
        postgres_settings(url)
    assert "secret" not in str(refused.value)


def test_messages_show_addresses_without_passwords() -> None:
    assert without_password("postgresql://app:p@ss@h/list?password=x") == "postgresql://app@h/list"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://app@127.0.0.1:1/list", "Connection refused"),
        ("postgresql://app@/list?host=/nowhere", "nowhere"),
        ("postgresql://app@/list?host=/nowhere&colour=red", "colour"),
    ],
)
def test_a_server_that_does_not_answer_is_told_of(tmp_path: Path, url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        open_store(tmp_path, url)


@pytest.fixture
def empty_database(cluster: Any) -> Iterator[str]:
    name = cluster.new_database()
    yield name
    cluster.admin(f"DROP DATABASE {name} WITH (FORCE)")


def role(cluster: Any, name: str, rights: str) -> str:
    cluster.admin(f"DROP ROLE IF EXISTS {name}")
    cluster.admin(f"CREATE ROLE {name} LOGIN {rights}")
    return name


@pytest.mark.postgres
def test_a_role_that_may_make_roles_makes_the_owner_and_lets_go_of_it(
    cluster: Any, empty_database: str, tmp_path: Path
) -> None:
    import psycopg

    maker = role(cluster, "maker", "CREATEROLE")
    cluster.admin(f"ALTER DATABASE {empty_database} OWNER TO {maker}")
    url = cluster.url(maker, empty_database)
    with create_store(tmp_path, url) as store:
        store.put([A], by="A")
        found = store.verify()
        assert (found.problem, len(found.notes)) == ("", 1)
        assert "may make roles" in found.notes[0]
    with psycopg.connect(url, autocommit=True) as connection:
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'store_revision'").fetchone()
        assert owner == (f"{empty_database}_record_owner",)
        for sql in ("TRUNCATE foreshock.store_revision", "DROP SCHEMA foreshock CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql)  # type: ignore[call-overload]
    create_store(tmp_path, url, exist_ok=True).close()
    cluster.admin(f"ALTER DATABASE {empty_database} OWNER TO postgres")


@pytest.mark.postgres
def test_a_role_that_may_do_nothing_is_told_the_sql_to_run(cluster: Any, empty_database: str, tmp_path: Path) -> None:
    url = cluster.url("app", empty_database)
    with pytest.raises(StoreError, match="CREATE ROLE") as refused:
        create_store(tmp_path, url)
    owner = f"{empty_database}_record_owner"
    for line in str(refused.value).splitlines():
        if line.startswith("  "):
            cluster.admin(line.replace("PASSWORD '…'", "PASSWORD 'x'"))
    with create_store(tmp_path, url, owner_url=cluster.url(owner, empty_database)) as store:
        assert store.put([A], by="A").added == 1
        assert store.verify().notes == ()


@pytest.mark.postgres
def test_owner_and_running_role_must_be_two(cluster: Any, empty_database: str, tmp_path: Path) -> None:
    url = cluster.url("keeper", empty_database)
    with pytest.raises(StoreError, match="both name the role 'keeper'"):
        create_store(tmp_path, url, owner_url=url)
    member = role(cluster, "member", "IN ROLE keeper")
    with pytest.raises(StoreError, match="is a member of the owner"):
        create_store(tmp_path, cluster.url(member, empty_database), owner_url=url)
    with pytest.raises(NotADesk):
        open_store(tmp_path, cluster.url("app", empty_database))


@pytest.mark.postgres
@pytest.mark.parametrize("home", ["postgres"], indirect=True)
def test_a_server_that_came_back_is_asked_again(home: Any, cluster: Any) -> None:
    with home.open() as store:
        store.put([A], by="A")
        cut_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'"
        cluster.admin(cut_all)
        assert list(store.state().flashpoints) == ["a"]
        cluster.admin(cut_all)
        assert store.put([B], by="A").added == 1


@pytest.mark.postgres
@pytest.mark.parametrize("home", ["postgres"], indirect=True)
def test_a_dump_of_the_database_restores_to_a_store_that_verifies(
    home: Any, cluster: Any, empty_database: str, tmp_path: Path
) -> None:
    with home.open() as store:
        store.put([A, B], by="A")
        store.erase("a", "A. One", "B. Two", "a name")
        head = store.head()
    dump = ["pg_dump", "--no-password", home.admin_url]
    restore = ["psql", "--quiet", "--set=ON_ERROR_STOP=1", cluster.url("postgres", empty_database)]
    sql = subprocess.run(dump, capture_output=True, check=True).stdout
    subprocess.run(restore, input=sql, stdout=subprocess.DEVNULL, check=True)
    with open_store(home.folder, cluster.url("app", empty_database)) as copy:
        assert copy.head() == head
        assert copy.verify().problem == ""
