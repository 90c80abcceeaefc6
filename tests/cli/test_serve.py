import socket

from hasila.cli.serve import _listening


def test_who_comes_before_the_application_is_ready_waits_and_is_not_refused() -> None:
    with (
        _listening("127.0.0.1", 0) as listening,
        socket.create_connection(listening.getsockname(), timeout=5) as visitor,
    ):
        assert visitor.getpeername() == listening.getsockname()
