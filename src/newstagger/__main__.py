"""``python -m newstagger``."""

from newstagger.cli import main

main()
