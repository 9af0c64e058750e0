# SPDX-License-Identifier: ISC
"""lifetime.py - a server that says its port, and ends with its input."""
import http.server
import os
import sys
import threading


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that hung up is what some tests are about


def serve(handler, context=None, kind=Server):
    server = kind(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=end_with_input, daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever()


def wait_for_hangup(connection):
    """Until the client gives up: no test waits for a clock of ours."""
    try:
        while connection.recv(4096):
            pass
    except OSError:
        pass
