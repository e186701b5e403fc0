"""Runs the app as `wema` does, on the terminal that it is given."""

import logging
import os
import sys

from wema_tui.bootstrap import build_app
from wema_tui.config import load_config
from wema_tui.errors import WemaError


def main():
    logging.basicConfig(filename=os.environ["WEMA_TEST_LOG"])
    try:
        app = build_app(load_config())
    except WemaError as error:
        sys.exit(error.sentence)
    app.run(mouse=False)
    app.close()
    sys.exit(app.return_code)


if __name__ == "__main__":
    main()
