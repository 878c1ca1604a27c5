"""`python -m tools.lab`, for who has installed the course into an environment of their own."""

import sys

from tools.command import begin

sys.exit(begin("tools.lab", sys.argv[1:]))
