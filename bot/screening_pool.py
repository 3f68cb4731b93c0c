"""Threads that do nothing but screen, so that no other work can make a screening late.

The time limit of a screening counts from when a thread takes it up: a message must not fail because
others came at the same moment. How many may wait, and how long, has limits of its own; beyond them a
message is not screened, which counts as a risk. One that hangs costs its thread, and another thread
takes that one's place, a few times; after that messages wait, and then count as a risk.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

from safeguarding.assessment import Assessment

THREADS = 4
"""Screening is arithmetic on one core and a model that uses another; more threads gain nothing."""
WAITING = 64
"""Messages that may wait for a thread. At 10 ms each, the last one waits less than a quarter of a
second."""
WRITTEN_OFF = 12
"""Threads that hang and are replaced, at most; each holds a few megabytes until it ends."""

Call = Callable[[], Assessment]


class Overloaded(Exception):
    """So many messages wait already that this one would not be screened in time."""


class Job:
    """One screening. ``started`` is done when a thread takes it up, ``outcome`` when it is over."""

    __slots__ = ("call", "outcome", "over", "started", "thread", "written_off")

    def __init__(self, call: Call) -> None:
        self.call = call
        self.started: Future[None] = Future()
        self.outcome: Future[Assessment] = Future()
        self.thread = 0
        """The identity of the thread that works on it; 0 before one does."""
        self.over = False
        self.written_off = False


class ScreeningPool:
    """A fixed number of threads and a queue with an end. Threads start when they are first needed,
    and do not keep the program alive."""

    def __init__(
        self, threads: int = THREADS, waiting: int = WAITING, written_off: int = WRITTEN_OFF
    ) -> None:
        self._threads = threads
        self._most_waiting = waiting
        self._most_written_off = written_off
        self._jobs: deque[Job] = deque()
        self._change = threading.Condition()
        self._alive = 0
        self._idle = 0
        self._hanging = 0

    def submit(self, call: Call) -> Job:
        """Put ``call`` in the queue. Raises :class:`Overloaded` where that is full."""
        job = Job(call)
        with self._change:
            if len(self._jobs) >= self._most_waiting:
                raise Overloaded
            self._jobs.append(job)
            if self._idle < len(self._jobs) and self._alive < self._threads:
                self._begin()
            self._change.notify()
        return job

    def write_off(self, job: Job) -> None:
        """``job`` takes too long: another thread takes the place of its own, which ends with it."""
        with self._change:
            if job.over or job.written_off or self._hanging >= self._most_written_off:
                return
            job.written_off = True
            self._hanging += 1
            self._alive -= 1
            if self._jobs:
                self._begin()

    def _begin(self) -> None:
        self._alive += 1
        threading.Thread(target=self._work, daemon=True, name="screening").start()

    def _work(self) -> None:
        while True:
            job = self._next()
            self._do(job)
            if job.written_off:
                return

    def _do(self, job: Job) -> None:
        job.thread = threading.get_ident()
        # From here on nobody who stops waiting can take the outcome back.
        wanted = job.outcome.set_running_or_notify_cancel()
        if job.started.set_running_or_notify_cancel():
            job.started.set_result(None)
        found: Assessment | None = None
        broken: BaseException | None = None
        try:
            if wanted:
                found = job.call()
        except BaseException as problem:
            broken = problem
        with self._change:
            job.over = True
            self._hanging -= job.written_off
        if broken is not None:
            job.outcome.set_exception(broken)
        elif wanted:
            # Whatever came back: whoever asked looks at what it is.
            job.outcome.set_result(found)  # type: ignore[arg-type]

    def _next(self) -> Job:
        with self._change:
            self._idle += 1
            while not self._jobs:
                self._change.wait()
            self._idle -= 1
            return self._jobs.popleft()
