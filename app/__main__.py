"""``python -m app``: the same as the command `procession`."""

import sys

from app.command.cli import main

if __name__ == "__main__":
    sys.exit(main())
