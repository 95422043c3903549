"""The socket a server listens on."""

import socket

import typer

CANNOT_LISTEN = 2


def listener(host: str, port: int) -> socket.socket:
    """A bound socket; taken first, so that a busy port is known before any long work."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        typer.echo(
            f"无法在 {host}:{port} 上监听({error.strerror})。请换一个端口,例如 PORT=8010。\n"
            f"Cannot listen on {host}:{port} ({error.strerror}). Choose another port, for example PORT=8010.",
            err=True,
        )
        raise typer.Exit(CANNOT_LISTEN) from error
    return bound
