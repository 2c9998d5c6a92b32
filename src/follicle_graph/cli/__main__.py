"""`python -m follicle_graph.cli`, where the command itself is not on the path."""

import sys

from follicle_graph.cli.running import main

sys.exit(main())
