"""Writes the first test pictures as sheets: python3 sample_sheet.py DATA FOLDER.

fashion-mnist.png and .json are a hundred of them with their labels, fashion-mnist-16.png the first sixteen.
"""
import json
import struct
import sys
import zlib
from pathlib import Path

from dataset import SIDE, read

ROW = 10


def png(grey):
    """A greyscale picture [h, w], 8 bits, as the bytes of a PNG file."""
    height, width = grey.shape

    def chunk(tag, payload):
        checksum = struct.pack(">I", zlib.crc32(tag + payload))
        return struct.pack(">I", len(payload)) + tag + payload + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in grey)
    chunks = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def sheet(pictures, rows, columns):
    """The first pictures in so many rows and columns, as one picture."""
    some = pictures[: rows * columns, 0].byte().reshape(rows, columns, SIDE, SIDE)
    return some.permute(0, 2, 1, 3).reshape(rows * SIDE, columns * SIDE).numpy()


def main():
    data, folder = sys.argv[1:]
    pictures, labels = read(data, "t10k")
    for rows, columns, name in ((ROW, ROW, "fashion-mnist.png"), (2, 8, "fashion-mnist-16.png")):
        (Path(folder) / name).write_bytes(png(sheet(pictures, rows, columns)))
    description = {
        "file": "fashion-mnist.png",
        "side": SIDE,
        "labels": labels[: ROW * ROW].tolist(),
        "attribution": "the first 100 test pictures of Fashion-MNIST, © 2017 Zalando SE, MIT licence",
    }
    (Path(folder) / "fashion-mnist.json").write_text(json.dumps(description) + "\n")


main()
