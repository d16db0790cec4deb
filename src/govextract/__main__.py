"""``python -m govextract`` is ``govextract``."""

import sys

from govextract.cli import main

sys.exit(main())
