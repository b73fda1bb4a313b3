# SPDX-License-Identifier: GPL-3.0-or-later
"""A relay that reads what it passes on: it has the server's own certificate, so that clients take it for
the server, and can swallow the answers to pushes once they have been committed."""
import http.client
import os
import socket
import ssl
import threading

from faults import connect


class Relay:
    """Between clients and a server; threads of its own."""

    def __init__(self, server, chance, share):
        self.server = server
        self.chance = chance
        self.share = share
        self.drop_pushes = False
        self.dropped = 0
        self.pushes = 0
        self.lock = threading.Lock()
        self.open = set()
        data = os.path.join(server.folder, "data")
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(os.path.join(data, "tls-cert.pem"), os.path.join(data, "tls-key.pem"))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"https://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        """Of the accepting thread."""
        while True:
            try:
                down, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(down,), daemon=True).start()

    def serve(self, plain):
        """One connection of a client."""
        up = connect(self.server.port)
        try:
            down = self.context.wrap_socket(plain, server_side=True)
            self.open.add(down)
            stream = down.makefile("rb")
            while self.pass_one(down, stream, up):
                pass
        except (OSError, http.client.HTTPException, ValueError):
            pass
        up.close()
        self.open.discard(locals().get("down"))
        plain.close()
        if "down" in locals():
            down.close()

    def pass_one(self, down, stream, up):
        """One request and its answer; False when the connection has to end."""
        head = stream.readline().decode("ascii").split()
        if len(head) < 2:
            return False
        headers = http.client.parse_headers(stream)
        body = stream.read(int(headers.get("Content-Length", 0)))
        if "Upgrade" in headers:
            return False  # live sockets are a hurry only
        passed = {name: value for name, value in headers.items() if name.lower() not in ("connection",)}
        up.request(head[0], head[1], body, passed)
        answer = up.getresponse()
        data = answer.read()
        if head[0] == "POST" and head[1].endswith("/commands") and self.swallow():
            return False
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
        lines += [f"{name}: {value}" for name, value in answer.getheaders()
                  if name.lower() not in ("transfer-encoding", "content-length", "connection")]
        lines.append(f"Content-Length: {len(data)}")
        down.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        return True

    def swallow(self):
        """Whether this answer is lost."""
        with self.lock:
            self.pushes += self.drop_pushes
            if not self.drop_pushes or self.chance.random() >= self.share:
                return False
            self.dropped += 1
            return True

    def close(self):
        """No new connections."""
        self.listener.close()
        for down in list(self.open):
            try:
                down.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
