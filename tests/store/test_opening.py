from hasila.store import open_store


def test_opens(where):
    with open_store(where) as s:
        i = s.id
    with open_store(where) as s:
        assert s.id == i
