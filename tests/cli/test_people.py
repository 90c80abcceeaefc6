"""``hasila people``: the first account, and what can be done from the machine itself."""

from pathlib import Path

from click.testing import CliRunner, Result

from hasila.cli import main
from hasila.store import open_store, people

PASSWORD = "correct horse battery"


def run(db: Path, *arguments: str, stdin: str | None = None) -> Result:
    environment = {"HASILA_DB": str(db), "HASILA_WHO": "root"}
    return CliRunner().invoke(main, ["people", *arguments], input=stdin, env=environment)


def test_the_first_account_and_the_rest(tmp_path: Path) -> None:
    db = tmp_path / "store.db"
    made = run(db, "add", "ريم", "--role", "admin", stdin=f"{PASSWORD}\n")
    assert made.output == "ريم may log in as admin\n"
    assert run(db, "add", "Ali", stdin=PASSWORD).exit_code == 0
    with open_store(str(db)) as store, store.reading() as connection:
        one = people.right(people.kept(connection, "ريم"), PASSWORD)
        assert one is not None
        assert one.role == "admin"
    assert run(db, "role", "Ali", "reviewer").exit_code == 0
    secret = run(db, "token", "Ali", "--days", "1").output.strip()
    assert run(db, "disable", "Ali").exit_code == 0
    told = run(db, "list").output.splitlines()
    assert [line.split("  ")[:2] for line in told] == [["Ali", "reviewer"], ["ريم", "admin"]]
    assert told[0].endswith("disabled")
    assert run(db, "disable", "Ali", "--again").exit_code == 0
    assert run(db, "password", "Ali", stdin="another long one\n").exit_code == 0
    with open_store(str(db)) as store, store.reading() as connection:
        assert people.right(people.kept(connection, "Ali"), "another long one") is not None
        assert people.whose(connection, secret, "token") is None


def test_what_is_refused_is_told_in_a_line(tmp_path: Path) -> None:
    db = tmp_path / "store.db"
    for arguments, stdin, said in (
        (("add", "ريم"), "short\n", "at least 12 letters"),
        (("add", "\x1b[2J"), PASSWORD, "none of them invisible"),
        (("disable", "\x1b[2J"), None, "there is nobody called \ufffd[2J"),
    ):
        refused = run(db, *arguments, stdin=stdin)
        assert refused.exit_code != 0
        assert said in refused.output
        assert "\x1b" not in refused.output
    assert run(tmp_path / "none.db", "list").exit_code == 1
