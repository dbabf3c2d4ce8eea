"""Times PyTorch on the work of 'Benchmarks speed' and prints the same keys as one JSON object. See README.md beside this file."""

import argparse
import json
import resource
import statistics
import time

import torch
from torch import nn


INDEXES = False


def steps(x):
    """The rows of each step. Indexing is how such loops are often written; its backward pass fills a tensor of zeros for every step."""
    return [x[:, step] for step in range(x.shape[1])] if INDEXES else x.unbind(1)


class GatedMemory(nn.Module):
    """Gates that see the token and the memory, a step at a time."""

    def __init__(self, inputs, size):
        super().__init__()
        self.size = size
        self.token = nn.Linear(inputs, 4 * size)
        self.memory = nn.Linear(size, 3 * size, bias=False)

    def read(self, sums):
        memory = sums.new_zeros(sums.shape[0], self.size)
        outputs = []
        for step in steps(sums):
            token, candidate = step.split([3 * self.size, self.size], dim=1)
            keep_in, keep, out = torch.sigmoid(token + self.memory(memory)).chunk(3, dim=1)
            memory = keep * memory + keep_in * torch.tanh(candidate)
            outputs.append(out * torch.tanh(memory))
        return torch.stack(outputs, dim=1)

    def forward(self, x):
        return self.read(self.token(x))


class LstmLoop(nn.Module):
    """An LSTM a step at a time, to compare with loops what PyTorch has a module for."""

    def __init__(self, inputs, size):
        super().__init__()
        self.size = size
        self.token = nn.Linear(inputs, 4 * size)
        self.hidden = nn.Linear(size, 4 * size, bias=False)

    def forward(self, x):
        hidden = cell = x.new_zeros(x.shape[0], self.size)
        outputs = []
        for step in steps(self.token(x)):
            keep_in, keep, candidate, out = (step + self.hidden(hidden)).chunk(4, dim=1)
            cell = torch.sigmoid(keep) * cell + torch.sigmoid(keep_in) * torch.tanh(candidate)
            hidden = torch.sigmoid(out) * torch.tanh(cell)
            outputs.append(hidden)
        return torch.stack(outputs, dim=1)


class BothWays(nn.Module):
    def __init__(self, create):
        super().__init__()
        self.forwards = create()
        self.backwards = create()

    def forward(self, x):
        return torch.cat([self.forwards(x), self.backwards(x.flip(1)).flip(1)], dim=2)


class KeyValueMemory(nn.Module):
    """Soft reads of slots, erase-and-add writes, in a block with norms and a feed-forward part."""

    def __init__(self, size, slots, inner):
        super().__init__()
        self.scale = size**-0.5
        self.slots = slots
        self.keys = nn.Parameter(torch.randn(slots, size))
        self.query, self.erase, self.add = (nn.Linear(size, size) for _ in range(3))
        self.project = nn.Linear(size, size)
        self.norm1, self.norm2, self.norm = (nn.LayerNorm(size) for _ in range(3))
        self.feed_forward = nn.Sequential(nn.Linear(size, inner), nn.GELU(), nn.Linear(inner, size))

    def read(self, x):
        address = torch.softmax(self.query(x) @ self.keys.t() * self.scale, dim=2).unsqueeze(3)
        erase = torch.sigmoid(self.erase(x)).unsqueeze(2)
        add = torch.tanh(self.add(x)).unsqueeze(2)
        values = x.new_zeros(x.shape[0], self.slots, x.shape[2])
        reads = []
        for weight, out, new in zip(steps(address), steps(erase), steps(add)):
            reads.append((weight * values).sum(1))
            values = values * (1 - weight * out) + weight * new
        return torch.stack(reads, dim=1)

    def forward(self, x):
        x = x + self.project(self.read(self.norm1(x)))
        return self.norm(x + self.feed_forward(self.norm2(x)))


class Classifier(nn.Module):
    def __init__(self, a):
        super().__init__()
        both = a.bidirectional == "true"
        self.embedding = nn.Embedding(a.vocab, a.dim)
        attention = lambda: nn.TransformerEncoder(
            nn.TransformerEncoderLayer(a.dim, a.heads, a.ff, 0.0, "gelu", batch_first=True, norm_first=True), a.layers
        )
        directed = lambda create: BothWays(create) if both else create()
        lstm = lambda: nn.LSTM(a.dim, a.hidden, a.layers, batch_first=True, bidirectional=both)
        lstm_loop = lambda: directed(lambda: LstmLoop(a.dim, a.hidden))
        self.encoder = nn.ModuleList(
            {
                "lstm": lambda: [lstm()],
                "gru": lambda: [nn.GRU(a.dim, a.hidden, a.layers, batch_first=True, bidirectional=both)],
                "attention": lambda: [attention()],
                "attentionlstm": lambda: [attention(), lstm_loop() if a.loop else lstm()],
                "gatedmemory": lambda: [directed(lambda: GatedMemory(a.dim, a.hidden))],
                "keyvaluememory": lambda: [KeyValueMemory(a.dim, 32, a.ff)],
            }[a.encoder]()
        )
        size = a.dim if a.encoder in ("attention", "keyvaluememory") else a.hidden * (2 if both else 1)
        self.head = nn.Linear(size, a.classes)

    def forward(self, codes, mask=None):
        x = self.embedding(codes)
        for layer in self.encoder:
            padded = mask is not None and isinstance(layer, nn.TransformerEncoder)
            x = layer(x, src_key_padding_mask=~mask) if padded else layer(x)
            x = x[0] if isinstance(x, tuple) else x
        if mask is None:
            return self.head(x.mean(1))
        return self.head((x * mask.unsqueeze(2)).sum(1) / mask.sum(1, keepdim=True))


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--encoder", default="lstm")
    p.add_argument("--mode", default="train", choices=["train", "infer"])
    p.add_argument("--bidirectional", default="true")
    p.add_argument("--index", action="store_true", help="loops over steps take them by indexing")
    p.add_argument("--loop", action="store_true", help="the LSTM of attentionlstm as a loop over steps")
    p.add_argument("--lengths", help="a file with a length on each line; batches are padded to their longest")
    p.add_argument("--export", help="write an ONNX file in place of timing")
    p.add_argument("--seconds", type=float, default=5)
    for name, value in dict(
        dim=128, hidden=128, layers=1, heads=4, ff=256, batch=32, length=256, vocab=20000, classes=4, threads=1
    ).items():
        p.add_argument("--" + name, type=int, default=value)
    return p.parse_args()


def batches(a):
    lengths = [int(line) for line in open(a.lengths)] if a.lengths else [a.length]
    drawn = []
    for first in range(0, 16 * a.batch, a.batch):
        sizes = torch.tensor([lengths[(first + i) % len(lengths)] for i in range(a.batch)])
        mask = torch.arange(int(sizes.max())).unsqueeze(0) < sizes.unsqueeze(1) if a.lengths else None
        codes = torch.randint(2, a.vocab, (a.batch, int(sizes.max())))
        drawn.append((codes, mask, torch.randint(0, a.classes, (a.batch,)), int(sizes.sum())))
    return drawn


def main():
    global INDEXES
    a = arguments()
    INDEXES = a.index
    torch.manual_seed(1)
    torch.set_num_threads(a.threads)
    model = Classifier(a)
    if a.export:
        model.eval()
        codes = torch.randint(2, a.vocab, (2, 7))
        axes = {"codes": {0: "batch", 1: "length"}}
        torch.onnx.export(
            model, codes, a.export, input_names=["codes"], output_names=["logits"], dynamic_axes=axes, opset_version=14,
            training=torch.onnx.TrainingMode.PRESERVE,
        )
        return
    optimizer = torch.optim.Adam(model.parameters())
    loss = nn.CrossEntropyLoss()
    model.train(a.mode == "train")

    def step(codes, mask, labels):
        if a.mode == "infer":
            with torch.no_grad():
                return model(codes, mask)
        optimizer.zero_grad(set_to_none=True)
        loss(model(codes, mask), labels).backward()
        optimizer.step()

    work = batches(a)
    for codes, mask, labels, _ in work[:3]:
        step(codes, mask, labels)
    rates = []
    end = time.perf_counter() + a.seconds
    while not rates or time.perf_counter() < end:
        codes, mask, labels, tokens = work[len(rates) % len(work)]
        start = time.perf_counter()
        step(codes, mask, labels)
        rates.append(tokens / (time.perf_counter() - start))
    result = dict(
        task="bench", encoder=a.encoder, mode=a.mode, batch=a.batch, length=a.length, threads=a.threads,
        kernel="pytorch " + torch.__version__, tokens_per_second=round(statistics.median(rates)), steps=len(rates),
        peak_memory_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    )
    print(json.dumps(result))


main()
