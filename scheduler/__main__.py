"""`python -m scheduler`: the same as `newsbell`."""

import sys

from scheduler.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
