"""The address that the server listens on, taken before anything slow is started."""

from __future__ import annotations

import errno
import socket

from basics.errors import WaymarkError

_TRIES = 20


class PortProblem(WaymarkError):
    """The address cannot be listened on; the message says what to do."""

    code = "port_problem"


def listen(host: str, port: int, *, exact: bool) -> socket.socket:
    """A bound socket. A busy port is refused if it was asked for (``exact``), else the next free
    one of the following twenty is taken."""
    for offset in range(1 if exact or port == 0 else _TRIES):
        bound = _bind(host, port + offset)
        if bound is not None:
            return bound
    raise PortProblem(
        f"Port {port} on {host} is in use by another program.",
        hint=f"Stop that program, or choose another port: make run PORT={port + 1 if port < 65535 else 8000}",
    )


def _bind(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        # Listening at once makes a second server on the same port fail here and not later.
        bound.listen(128)
    except OSError as problem:
        bound.close()
        if problem.errno == errno.EADDRINUSE:
            return None
        if problem.errno == errno.EACCES:
            raise PortProblem(
                f"This account may not listen on port {port}.", hint="Choose one above 1023."
            ) from problem
        raise PortProblem(f"{host} cannot be listened on ({problem.strerror}).") from problem
    except OverflowError as problem:
        bound.close()
        raise PortProblem(
            f"{port} is not a port.", hint="Choose one from 1024 to 65535."
        ) from problem
    bound.setblocking(False)
    return bound
