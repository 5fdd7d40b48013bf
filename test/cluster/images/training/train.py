"""Logistic regression on scikit-learn's breast cancer data, trained by all ranks of a job together.

Each rank holds its share of the training examples and sums gradients with the others over TCP at every epoch, so the ranks
stay equal. The environment is that of Kubeflow Trainer's torch plugin and of PyTorchJobs: PET_NNODES, PET_NODE_RANK,
PET_MASTER_ADDR and PET_MASTER_PORT; that of XGBoostJobs: WORLD_SIZE, RANK, MASTER_ADDR and MASTER_PORT; or that of JAXJobs:
NUM_PROCESSES, PROCESS_ID, COORDINATOR_ADDRESS and COORDINATOR_PORT. For tests there are also EPOCHS, PAUSE_SECONDS (after
each epoch) and FAIL (end with code 3).
"""

import os
import socket
import sys
import time

import numpy as np
from sklearn.datasets import load_breast_cancer

LEARNING_RATE = 0.5
CONNECT_SECONDS = 120
EXCHANGE_SECONDS = 300


class Group:
    """The ranks of a job: rank 0 collects what the others send, adds it up, and sends the sum back."""

    def __init__(self, rank, world, address, port):
        self.rank, self.world = rank, world
        self.peers = []
        if world == 1:
            return
        if rank == 0:
            self.peers = self._accept(port)
        else:
            self.peers = [self._connect(address, port)]

    def _accept(self, port):
        with socket.create_server(("", port), backlog=self.world) as server:
            server.settimeout(CONNECT_SECONDS)
            peers = [server.accept()[0] for _ in range(self.world - 1)]
        for peer in peers:
            peer.settimeout(EXCHANGE_SECONDS)
        # Floating point addition depends on the order: take the ranks in theirs, whoever came first.
        ranks = [int(receive(peer, 1)[0]) for peer in peers]
        return [peer for _, peer in sorted(zip(ranks, peers), key=lambda pair: pair[0])]

    def _connect(self, address, port):
        deadline = time.monotonic() + CONNECT_SECONDS
        while True:
            try:
                # The name resolves only once rank 0's pod is there.
                peer = socket.create_connection((address, port), timeout=5)
                break
            except OSError as error:
                if time.monotonic() > deadline:
                    sys.exit(f"rank {self.rank}: no connection to {address}:{port}: {error}")
                time.sleep(0.5)
        peer.settimeout(EXCHANGE_SECONDS)
        peer.sendall(np.array([self.rank], dtype=np.float64).tobytes())
        return peer

    def sum(self, values):
        """The element-wise sum of what all ranks give, the same on each."""
        if self.rank == 0:
            total = values.copy()
            for peer in self.peers:
                total += receive(peer, len(values))
            for peer in self.peers:
                peer.sendall(total.tobytes())
            return total
        self.peers[0].sendall(values.tobytes())
        return receive(self.peers[0], len(values))


def receive(peer, count):
    missing = count * 8
    parts = []
    while missing > 0:
        part = peer.recv(missing)
        if not part:
            sys.exit("another rank has gone")
        parts.append(part)
        missing -= len(part)
    return np.frombuffer(b"".join(parts), dtype=np.float64)


def load(rank, world):
    """This rank's share of the training examples, and the examples kept for the test, each with a column of ones."""
    data = load_breast_cancer()
    features = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
    features = np.hstack([features, np.ones((len(features), 1))])
    kept = np.arange(len(features)) % 5 == 0
    train = slice(rank, None, world)
    return features[~kept][train], data.target[~kept][train], features[kept], data.target[kept]


def setting(*names, default):
    """The environment variable that is set, of those by which the kinds of jobs call the same thing."""
    return next((os.environ[name] for name in names if name in os.environ), default)


def main():
    rank = int(setting("PET_NODE_RANK", "RANK", "PROCESS_ID", default="0"))
    world = int(setting("PET_NNODES", "WORLD_SIZE", "NUM_PROCESSES", default="1"))
    epochs = int(os.environ.get("EPOCHS", "100"))
    pause = float(os.environ.get("PAUSE_SECONDS", "0"))
    if os.environ.get("FAIL"):
        print(f"rank={rank} was told to fail", file=sys.stderr, flush=True)
        sys.exit(3)

    address = setting("PET_MASTER_ADDR", "MASTER_ADDR", "COORDINATOR_ADDRESS", default="127.0.0.1")
    port = int(setting("PET_MASTER_PORT", "MASTER_PORT", "COORDINATOR_PORT", default="29400"))
    group = Group(rank, world, address, port)
    features, labels, test_features, test_labels = load(rank, world)
    weights = np.zeros(features.shape[1])
    report_every = max(1, epochs // 10)

    for epoch in range(1, epochs + 1):
        predicted = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (predicted - labels)
        chance = np.clip(np.where(labels == 1, predicted, 1 - predicted), 1e-12, 1)
        total = group.sum(np.concatenate([gradient, [-np.log(chance).sum(), float(len(labels))]]))
        examples = total[-1]
        weights -= LEARNING_RATE * total[:-2] / examples
        if epoch % report_every == 0:
            print(f"epoch={epoch} loss={total[-2] / examples:.4f} rank={rank}/{world}", flush=True)
        time.sleep(pause)

    print(f"rank={rank} world={world} examples={len(labels)} finished", flush=True)
    if rank == 0:
        accuracy = ((test_features @ weights > 0) == test_labels).mean()
        print(f"accuracy={accuracy:.2f}", flush=True)


if __name__ == "__main__":
    main()
