"""Run Rasa so that it ends when its parent does: ``python rasa_launch.py PARENT_PID ARGUMENTS...``.

A parent that is killed cannot stop its children. On Linux the kernel can: the request below
survives the exec. Elsewhere Rasa just starts. Standard library only; this runs in Rasa's Python.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""prctl option of <linux/prctl.h>: the signal to get when the parent dies."""


def main(arguments: list[str]) -> None:
    """Ask for the signal, make sure the parent still lives, become Rasa."""
    parent = int(arguments[0])
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit("The process that wanted Rasa is gone.")
    os.execv(sys.executable, [sys.executable, "-m", "rasa", *arguments[1:]])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
