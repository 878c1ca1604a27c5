"""How the course's commands read their arguments."""

import argparse

REFUSED = 2


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence, without printing the usage first."""

    def error(self, message):
        self.exit(REFUSED, f"{message[:1].upper()}{message[1:]} (see {self.prog} --help).\n")
