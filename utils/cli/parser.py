"""How the course's commands read what is typed after them."""

import argparse

REFUSED = 2


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence, without the usage before it."""

    def error(self, message):
        self.exit(REFUSED, f"{message[:1].upper()}{message[1:]} ({self.prog} --help shows what there is).\n")
