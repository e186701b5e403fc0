"""What `wema check` finds, and what the other commands say then."""

NAMES = ["database", "schema", "disk", "clock", "backup", "audit", "ledger", "key"]


def findings(place, *, code):
    told = place.ask("check", "--json")
    assert told.code == code, told.out
    found = told.lines[0]
    assert set(found) == {"ok", "checks"}
    assert found["ok"] is (code == 0)
    names = [check["name"] for check in found["checks"]]
    assert names == [*NAMES, "settings"]
    if code:
        assert told.error
    return {check["name"]: check for check in found["checks"]}


def failed(place):
    return {
        name: check["detail"]
        for name, check in findings(place, code=1).items()
        if not check["ok"]
    }


COMMANDS = [
    ["migrate"],
    ["audit", "verify"],
    ["scan", "--as", "PHA001", "--mode", "stock_in"],
]


def refusals(place):
    """What each command says of a database that it cannot work with."""
    found = failed(place)
    assert "database" in found or "schema" in found
    for words in COMMANDS:
        told = place.ask(*words, given=b"9520000000073\n")
        assert told.code == 1
        assert told.out == ""
        yield told.error
