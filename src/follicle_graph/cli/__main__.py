"""`python -m follicle_graph.cli`, where the command itself is not on the path."""

import sys

from follicle_graph.cli.run_command import main

sys.exit(main())
