"""Sets letters: reads requests on standard input, writes PDF files to standard output.

Request   length (4 bytes, big-endian) and JSON {"vorlage": path below the home directory,
          "zeitpunkt": seconds since 1970}, then length and the letter's data as JSON.
Answer    one byte (0 = PDF, 1 = error), length, PDF or the error as text.

One request at a time; the process ends when its standard input does. Data reach the template only
as a string in `sys.inputs`, so nothing in them is ever read as Typst markup.
Called by Schriftsatz.swift with the home directory as its only argument.
"""

import json
import re
import signal
import struct
import sys


def read_exactly(count):
    """The next `count` bytes, or None at the end of the stream."""
    data = sys.stdin.buffer.read(count)
    return data if len(data) == count else None


def read_frame():
    head = read_exactly(4)
    return None if head is None else read_exactly(struct.unpack(">I", head)[0])


def answer(status, payload):
    sys.stdout.buffer.write(struct.pack(">BI", status, len(payload)) + payload)
    sys.stdout.buffer.flush()


def without_personal_data(message):
    """Typst quotes offending values, which may be names; only names of keys may stay."""
    return re.sub(r'(?<!key )"(?:[^"\\]|\\.)*"', '"…"', message)


class Typesetter:
    def __init__(self, home):
        self.home = home
        self.compiler = None

    def render(self, head, data):
        import typst  # Here, so that a missing package is an answer and not a dead process.

        if self.compiler is None:  # Looking for fonts takes longer than a letter: once is enough.
            self.compiler = typst.Compiler(root=self.home)
        try:
            return self.compiler.compile(
                input=f"{self.home}/{head['vorlage']}",
                sys_inputs={"daten": data.decode()},
                pdf_standards=["a-2a", "ua-1"],
                timestamp=head["zeitpunkt"],
            )
        except typst.TypstError as error:
            raise RuntimeError(error.message) from error


def main():
    # Ctrl-C in a terminal reaches the whole process group; a letter under way is finished.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    typesetter = Typesetter(sys.argv[1])
    while (head := read_frame()) is not None and (data := read_frame()) is not None:
        try:
            status, payload = 0, typesetter.render(json.loads(head), data)
        except Exception as error:
            status, payload = 1, without_personal_data(str(error)).encode()
        answer(status, payload)


if __name__ == "__main__":
    main()
