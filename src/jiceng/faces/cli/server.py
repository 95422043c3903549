"""Gunicorn, configured from the settings: processes that answer requests, and one beside them that does jobs.

The one that does jobs is a process of gunicorn's like the others: forked from the loaded program, so that it
shares its memory; replaced when it dies; stopped with the server.
"""

import os
import signal
import socket
import time
from threading import Thread
from typing import Any

import typer
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker

from jiceng.apps.jobs.worker import Worker

# What to type on this computer, when the server listens on all its addresses.
ANY = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


class Server(BaseApplication):
    """Gunicorn, configured from the settings and fed with the socket we hold."""

    def __init__(self, listener: socket.socket) -> None:
        self.address = listener.getsockname()[:2]
        self.descriptor = listener.detach()  # gunicorn closes it once it has its own copy
        super().__init__()

    def load_config(self) -> None:
        """Threads; no control socket; no access log, since it would say who looked at whom."""
        options: dict[str, Any] = {
            "bind": f"fd://{self.descriptor}",
            "worker_class": Process,
            "workers": settings.WORKERS + (settings.JOBS == "embedded"),
            "threads": settings.THREADS,
            "preload_app": True,
            "control_socket_disable": True,
            "forwarder_headers": "",  # no header from outside sets the path
            "loglevel": "warning",
            "when_ready": self.say_address,
            "pre_fork": self.share_out,
            "on_reload": self.share_out_anew,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application."""
        return get_wsgi_application()

    @staticmethod
    def share_out(server: Arbiter, process: "Process") -> None:
        """Lets a new process do the jobs when no living one does, and answer requests otherwise."""
        others = server.WORKERS.values()
        process.does_jobs = settings.JOBS == "embedded" and not any(other.does_jobs for other in others)

    @staticmethod
    def share_out_anew(server: Arbiter) -> None:
        """Forgets who does the jobs: a reloaded server replaces all its processes."""
        for process in server.WORKERS.values():
            process.does_jobs = False

    def say_address(self, server: Arbiter) -> None:
        """Tells where to look, once requests are answered."""
        host, port = self.address
        named = ANY.get(host, f"[{host}]" if ":" in host else host)
        typer.echo(f"Jiceng 基层 → http://{named}:{port}/")


class Process(ThreadWorker):
    """One of the server's processes; before the fork the server says whether it is the one that does jobs."""

    does_jobs = False

    def run(self) -> None:
        """Answer requests, or do jobs, until told to stop."""
        if not self.does_jobs:
            super().run()
            return
        worker = Worker(settings.DATA)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, worker.stop)
        for listener in self.sockets:
            listener.close()
        Thread(target=self._watch, args=[worker], daemon=True).start()
        if self.alive:
            worker.run()

    def _watch(self, worker: Worker) -> None:
        """Tell the server that we live, whatever the job does; stop when the server lives no more."""
        while True:
            self.notify()
            if os.getppid() != self.ppid:
                os.kill(os.getpid(), signal.SIGTERM)
            worker.remind()
            time.sleep(1)
