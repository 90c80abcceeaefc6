import gc

import pytest

from hasila.text.collecting import no_collection


def failing() -> None:
    with no_collection():
        assert not gc.isenabled()
        raise ZeroDivisionError


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_as_it_was(on: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with pytest.raises(ZeroDivisionError):
            failing()
        assert gc.isenabled() == on
    finally:
        (gc.enable if was else gc.disable)()
