"""Ports of tcp for a daemon that is not there yet, or not any more.

A number that was free a moment ago may be given to any other connection of this machine before the
daemon binds it. So it is held: bound by a socket that does not listen, beside which the daemon's may
listen (both with SO_REUSEADDR, as libzmq sets it), while the kernel gives it to nobody who asks for
just any port, nor to a connection that goes out.
"""
import socket

held = []  # to the end of the program


def hold():
    """A port of 127.0.0.1 that is ours until this program ends."""
    holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    held.append(holder)
    return holder.getsockname()[1]
