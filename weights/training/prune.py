"""Magnitude pruning (Han et al. 2015, arXiv:1506.02626): the small weights of a layer become zeros, and stay so."""
import torch


def keep_largest(network, density):
    """For each weight tensor, True where it is among its largest, as many as the density of its kind of layer says.

    Vectors and thin layers stay whole.
    """
    masks = {}
    for name, numbers in network.numbers.items():
        if numbers.dim() < 2 or numbers.numel() < 1024:
            continue
        share = density["fullyConnected" if numbers.dim() == 2 else "convolution"]
        kept = max(1, round(share * numbers.numel()))
        least = numbers.detach().abs().flatten().kthvalue(numbers.numel() - kept + 1).values
        masks[name] = numbers.detach().abs() >= least
    return masks


def hold(network, masks):
    """Zeros where the masks are False."""
    with torch.no_grad():
        for name, mask in masks.items():
            network.numbers[name].mul_(mask)
