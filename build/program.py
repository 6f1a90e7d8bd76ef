"""The packaged program's entry: the command, or one run's stage when the program starts itself for it."""

import os
import sys


def main() -> int:
    """The exit code."""
    from app import standard_streams

    standard_streams.complete()  # the window without a console, on Windows, has none
    if sys.argv[1:2] == ["--stage"]:
        from app.stage.main import main as stage_main

        return stage_main(sys.argv[2:])
    from app import cli

    if os.path.basename(sys.argv[0]).startswith("procession-gui"):
        return cli.main_window()
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
