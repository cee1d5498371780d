"""``python -m kondusif.site.server``: what ``bin/run`` starts."""

import sys

from kondusif.site.server import options, supervisor
from kondusif.site.server.errors import CannotStart
from kondusif.site.server.progress import Progress


def main() -> int:
    """This function will run the installation and return how the command should end."""
    try:
        supervisor.run(options.parse(), Progress())
    except CannotStart as reason:
        print(f"\n{reason}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
