"""A graph of the project, run by PyTorch: the architectures stay in one place, and this only says what their ops mean."""
import json

import torch
import torch.nn.functional as F
from torch import nn


def load_graph(path):
    with open(path) as file:
        return json.load(file)


class Network(nn.Module):
    """The graph with one parameter for each of its constants.

    While `normalised`, each biased layer but the last has a batch normalisation in the place of its bias, and those that the
    graph has normalise by the batch: that is how it is trained. `folded` is the graph as it is used.
    """

    def __init__(self, graph, normalised):
        super().__init__()
        self.graph = graph
        self.normalised = normalised
        self.shapes = {c["name"]: c["shape"] for c in graph["constants"]}
        self.numbers = nn.ParameterDict()
        self.norms = nn.ModuleDict()
        for name, shape in self.shapes.items():
            self.numbers[key(name)] = nn.Parameter(initial(name, shape))
        producers = producers_of(graph)
        for node in graph["nodes"] if normalised else []:
            if node["op"] == "batch-norm" or (node["op"] == "bias-add" and not self.is_last(node)):
                channels = self.shapes[node["inputs"][1]][0]
                is_vector = producers[node["inputs"][0]]["op"] == "fully-connected"
                norm = nn.BatchNorm1d if is_vector else nn.BatchNorm2d
                self.norms[key(node["name"])] = norm(channels)
                for constant in node["inputs"][1:]:
                    del self.numbers[key(constant)]

    def is_last(self, node):
        """Whether a bias is the classifier's: a normalisation there would hold all classes to the same spread."""
        return self.shapes[node["inputs"][1]][0] == 10

    def forward(self, x):
        values = {self.graph["input"]: x}

        def read(name):
            return values[name] if name in values else self.numbers[key(name)]

        for node in self.graph["nodes"]:
            if node["op"] == "softmax":
                continue
            norm = self.norms[key(node["name"])] if key(node["name"]) in self.norms else None
            if norm is not None:
                y = activate(norm(read(node["inputs"][0])), node)
            else:
                y = OPS[node["op"]](node["attributes"], *map(read, node["inputs"]))
                y = activate(y, node)
            values[node["outputs"][0]] = y
        return values[self.graph["logits"]]

    def folded(self):
        """The same network without the normalisations: each is part of the weights before it, or a scale and a shift."""
        result = Network(self.graph, normalised=False)
        producers = producers_of(self.graph)
        with torch.no_grad():
            for name in self.shapes:
                if key(name) in self.numbers:
                    result.numbers[key(name)].copy_(self.numbers[key(name)])
            for node in self.graph["nodes"]:
                if key(node["name"]) not in self.norms:
                    continue
                norm = self.norms[key(node["name"])]
                scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
                shift = norm.bias - scale * norm.running_mean
                if node["op"] == "batch-norm":
                    result.numbers[key(node["inputs"][1])].copy_(scale)
                    result.numbers[key(node["inputs"][2])].copy_(shift)
                    continue
                weights = producers[node["inputs"][0]]["inputs"][1]
                shape = [-1] + [1] * (len(self.shapes[weights]) - 1)
                result.numbers[key(weights)].mul_(scale.reshape(shape))
                result.numbers[key(node["inputs"][1])].copy_(shift)
        return result

    def constants(self):
        """Name and numbers of each constant, in the graph's order."""
        return [(name, self.numbers[key(name)].detach()) for name in self.shapes]


def producers_of(graph):
    return {node["outputs"][0]: node for node in graph["nodes"]}


def key(name):
    """A name that PyTorch allows for a parameter."""
    return name.replace(".", "_").replace("/", "__")


def initial(name, shape):
    """He et al. 2015, arXiv:1502.01852; scales are ones, biases and shifts zeros."""
    if name.endswith(".scale"):
        return torch.ones(shape)
    if len(shape) == 1:
        return torch.zeros(shape)
    return nn.init.kaiming_normal_(torch.empty(shape), nonlinearity="relu")


def padded(x, attributes, value):
    pads = attributes["pads"]
    return F.pad(x, [pads["left"], pads["right"], pads["top"], pads["bottom"]], value=value)


def conv2d(attributes, x, w):
    return F.conv2d(padded(x, attributes, 0), w, None, attributes["strides"], 0, 1, attributes["groups"])


def max_pool2d(attributes, x):
    x = padded(x, attributes, float("-inf"))
    return F.max_pool2d(x, attributes["kernel"], attributes["strides"], ceil_mode=attributes["ceilMode"])


def average_pool2d(attributes, x):
    return F.avg_pool2d(x, attributes["kernel"], attributes["strides"])


def fully_connected(_, x, w):
    # The columns are in NHWC order.
    flat = x.permute(0, 2, 3, 1).flatten(1) if x.dim() == 4 else x
    return flat @ w.t()


def channels(vector, x):
    return vector.reshape([1, -1] + [1] * (x.dim() - 2))


OPS = {
    "conv2d": conv2d,
    "fully-connected": fully_connected,
    "bias-add": lambda _, x, b: x + channels(b, x),
    "batch-norm": lambda _, x, scale, shift: x * channels(scale, x) + channels(shift, x),
    "activation": lambda _, x: x,
    "concat": lambda _, *xs: torch.cat(xs, 1),
    "max-pool2d": max_pool2d,
    "average-pool2d": average_pool2d,
    "global-average-pool": lambda _, x: x.mean((2, 3)),
}


def activate(x, node):
    activation = node["attributes"].get("activation", "none")
    if activation == "none":
        return x
    return F.relu(x) if activation == "relu" else F.hardtanh(x, *activation["clamp"])
