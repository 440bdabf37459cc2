"""``python -m newstagger``."""

from newstagger._cli import main

main()
