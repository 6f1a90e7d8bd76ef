"""The entry point of the packaged program: the command, or the supervisor of a run."""

import os
import sys


def main() -> int:
    """The exit code."""
    from app.command import standard_streams

    standard_streams.open_closed_streams()  # the window without a console, on Windows, has none
    if sys.argv[1:2] == ["--supervisor"]:
        from app.supervisor.main import main as stage_main

        return stage_main(sys.argv[2:])
    from app.command import cli

    if os.path.basename(sys.argv[0]).startswith("procession-gui"):
        return cli.main_window()
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
