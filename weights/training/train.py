"""Trains one network, then prunes and retrains it.

python3 train.py GRAPH.json DATA OUT [--epochs 25] [--prune-epochs 8] [--seed 1] [--prune-only]

With --prune-only what OUT has of the first is taken as it is. Writes OUT/<id>.bin and OUT/<id>-pruned.bin (the constants as float16, in the graph's order), <id>.json with what it took and
reached, and <id>.predictions.bin, the class of each test picture by the network as it was written.
"""
import argparse
import copy
import json
import math
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from dataset import augmented, prepared, read
from network import Network, key, load_graph
from prune import hold, keep_largest

BATCH = 128


def fit(network, graph, data, epochs, rate, seed, teacher=None, after_step=lambda: None):
    """Stochastic gradients with momentum, the rate up for a fifth of the steps and down for the others.

    With a teacher, the network also learns to say what that says (Hinton et al. 2015, arXiv:1503.02531).
    """
    pictures, labels = data
    generator = torch.Generator().manual_seed(seed)
    weights = [p for p in network.parameters() if p.dim() > 1]
    others = [p for p in network.parameters() if p.dim() <= 1]
    groups = [{"params": weights, "weight_decay": 5e-4}, {"params": others, "weight_decay": 0}]
    optimizer = torch.optim.SGD(groups, lr=rate, momentum=0.9, nesterov=True)
    steps = len(pictures) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * steps, pct_start=0.2)
    network.train()
    network.to(memory_format=torch.channels_last)  # twice as fast on a CPU
    for epoch in range(epochs):
        order = torch.randperm(len(pictures), generator=generator)
        total = 0.0
        for step in range(steps):
            chosen = order[step * BATCH : (step + 1) * BATCH]
            x = prepared(augmented(pictures[chosen], generator), graph)
            x = x.contiguous(memory_format=torch.channels_last)
            logits = network(x)
            loss = F.cross_entropy(logits, labels[chosen], label_smoothing=0.05)
            if teacher is not None:
                loss = 0.3 * loss + 0.7 * divergence(logits, teacher, x)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            after_step()
            total += loss.item()
        print(f"{graph['id']}: epoch {epoch + 1} of {epochs}, loss {total / steps:.4f}", flush=True)


def divergence(logits, teacher, x):
    """How far the answers are from the teacher's, both softened by a temperature of 2."""
    with torch.no_grad():
        wanted = F.log_softmax(teacher(x) / 2, 1)
    got = F.log_softmax(logits / 2, 1)
    return 4 * F.kl_div(got, wanted, reduction="batchmean", log_target=True)


def predictions(network, graph, pictures):
    network.eval()
    with torch.no_grad():
        parts = [network(prepared(part, graph)).argmax(1) for part in pictures.split(500)]
    return torch.cat(parts)


def rounded(network):
    """The network with its numbers as a file of float16 holds them."""
    with torch.no_grad():
        for number in network.parameters():
            number.copy_(number.half().float())
    return network


def write(network, path):
    with open(path, "wb") as file:
        for _, numbers in network.constants():
            file.write(numbers.half().numpy().tobytes())


def read_weights(graph, path):
    """A network with the constants that `write` wrote."""
    network = Network(graph, normalised=False)
    numbers = torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.float16).float()
    with torch.no_grad():
        for name, shape in network.shapes.items():
            count = math.prod(shape)
            network.numbers[key(name)].copy_(numbers[:count].reshape(shape))
            numbers = numbers[count:]
    return network


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph")
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--prune-epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prune-only", action="store_true")
    given = parser.parse_args()
    graph = load_graph(given.graph)
    out = Path(given.out)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    data = read(given.data, "train")
    test_pictures, test_labels = read(given.data, "t10k")

    def accuracy(network):
        found = predictions(network, graph, test_pictures)
        return (found == test_labels).float().mean().item(), found

    record_path = out / f"{graph['id']}.json"
    if given.prune_only:
        plain = read_weights(graph, out / f"{graph['id']}.bin")
        record = json.loads(record_path.read_text())
    else:
        started = time.monotonic()
        network = Network(graph, normalised=True)
        fit(network, graph, data, given.epochs, 0.1, given.seed)
        plain = rounded(network.folded())
        plain_accuracy, found = accuracy(plain)
        write(plain, out / f"{graph['id']}.bin")
        (out / f"{graph['id']}.predictions.bin").write_bytes(found.to(torch.uint8).numpy().tobytes())
        record = {
            "id": graph["id"],
            "seed": given.seed,
            "epochs": given.epochs,
            "accuracy": round(plain_accuracy, 4),
            "seconds": round(time.monotonic() - started),
            "torch": torch.__version__,
        }
        record_path.write_text(json.dumps(record, indent=2) + "\n")

    started = time.monotonic()
    teacher = plain.eval().to(memory_format=torch.channels_last)
    pruned = copy.deepcopy(plain)
    masks = keep_largest(pruned, graph["density"])
    hold(pruned, masks)
    seed = given.seed + 1
    fit(pruned, graph, data, given.prune_epochs, 0.01, seed, teacher, lambda: hold(pruned, masks))
    pruned_accuracy, _ = accuracy(rounded(pruned))
    write(pruned, out / f"{graph['id']}-pruned.bin")
    record |= {
        "prunedEpochs": given.prune_epochs,
        "density": graph["density"],
        "prunedAccuracy": round(pruned_accuracy, 4),
        "prunedSeconds": round(time.monotonic() - started),
    }
    record_path.write_text(json.dumps(record, indent=2) + "\n")
    print(json.dumps(record), flush=True)


main()
