"""`python -m wema_tui` is the command `wema`."""

from __future__ import annotations

import sys

from wema_tui.cli import main

sys.exit(main())
