"""The office's server: processes that answer requests, and one beside them that does jobs.

The one that does jobs is a process of gunicorn's like the others: forked from the loaded program, so that it
shares its memory; replaced when it dies; stopped with the server.
"""

import os
import signal
import time
from threading import Thread
from typing import Any

import typer
from django.conf import settings
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker

from jiceng.apps.jobs.worker import Worker
from jiceng.faces.cli.server import Server


class OfficeServer(Server):
    """The server, with a process for the jobs."""

    def options(self) -> dict[str, Any]:
        """One process more, and who does the jobs."""
        return super().options() | {
            "worker_class": Process,
            "workers": settings.WORKERS + (settings.JOBS == "embedded"),
            "pre_fork": self.share_out,
            "on_reload": self.share_out_anew,
        }

    def say_address(self, server: Arbiter) -> None:
        """Tells where the office is, and how to see what the public reads."""
        super().say_address(server)
        if settings.PORT:
            portal = self.reached_at(settings.PORTAL_PORT)
            typer.echo(f"公开门户 Portal: make portal → {portal}")

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
