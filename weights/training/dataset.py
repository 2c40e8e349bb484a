"""Fashion-MNIST (Xiao et al. 2017, arXiv:1708.07747) as the distribution's package dataset-fashion-mnist holds it."""
import gzip
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F

SIDE = 28


def read(folder, part):
    """Pictures [n, 1, 28, 28] from 0 to 255 as float32 and labels [n] of 'train' or 't10k'."""
    with gzip.open(Path(folder) / f"{part}-images-idx3-ubyte.gz") as file:
        pictures = numpy.frombuffer(file.read(), numpy.uint8, offset=16)
    with gzip.open(Path(folder) / f"{part}-labels-idx1-ubyte.gz") as file:
        labels = numpy.frombuffer(file.read(), numpy.uint8, offset=8)
    pictures = torch.from_numpy(pictures.reshape(-1, 1, SIDE, SIDE).astype(numpy.float32))
    return pictures, torch.from_numpy(labels.astype(numpy.int64))


def prepared(pictures, graph):
    """Pictures as the network's input wants them: resized, grey as three channels, standardised."""
    side = graph["side"]
    if side != SIDE:
        size = (side, side)
        pictures = F.interpolate(pictures, size, mode="bilinear", align_corners=False, antialias=True)
    return ((pictures - graph["mean"]) * graph["scale"]).expand(-1, 3, -1, -1)


def augmented(pictures, generator):
    """Half of the pictures mirrored, all of them moved by up to two pixels, half of them with a grey square somewhere."""
    n = len(pictures)
    mirrored = torch.rand(n, generator=generator) < 0.5
    pictures = torch.where(mirrored[:, None, None, None], pictures.flip(3), pictures)
    reach = 2
    padded = F.pad(pictures, [reach] * 4)
    row, column = torch.randint(0, 2 * reach + 1, (2, n, 1), generator=generator)
    rows = (row + torch.arange(SIDE))[:, :, None]
    columns = (column + torch.arange(SIDE))[:, None, :]
    pictures = padded[torch.arange(n)[:, None, None], 0, rows, columns][:, None]
    hidden = torch.rand(n, 1, generator=generator) < 0.5
    top, left = torch.randint(-4, SIDE - 4, (2, n, 1), generator=generator)
    places = torch.arange(SIDE)
    in_rows = (places >= top) & (places < top + 8) & hidden
    in_columns = (places >= left) & (places < left + 8)
    square = in_rows[:, None, :, None] & in_columns[:, None, None, :]
    return torch.where(square, torch.full_like(pictures, 73.0), pictures)
