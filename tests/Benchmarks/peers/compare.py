"""Runs our speed benchmark and the peers in turn, several times, and prints a table of medians and ratios. See README.md beside this file."""

import argparse
import json
import os
import shlex
import statistics
import subprocess

here = os.path.dirname(os.path.abspath(__file__))
p = argparse.ArgumentParser()
p.add_argument("--ours", default="artifacts/bin/Benchmarks/release/Benchmarks")
p.add_argument("--python", default="python3", help="with what pytorch.py is run; may set variables: 'env LD_PRELOAD=... python3'")
p.add_argument("--onnxruntime", help="a folder with node_modules/onnxruntime-node; without it only PyTorch is measured")
p.add_argument("--threads", default="1")
p.add_argument("--rounds", type=int, default=3)
p.add_argument("--seconds", default="2")
p.add_argument("--only", default="", help="measure only work whose line contains this")
a = p.parse_args()
python = shlex.split(a.python) + [os.path.join(here, "pytorch.py")]
shapes = {"lstm": [], "gru": ["--bidirectional", "false"], "attention": ["--layers", "2"]}


def run(command, folder=None):
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])["tokens_per_second"]


def export(encoder):
    file = os.path.join(a.onnxruntime, encoder + ".onnx")
    if not os.path.exists(file):
        subprocess.run(python + ["--encoder", encoder, "--export", file] + shapes[encoder], check=True, stderr=subprocess.DEVNULL)
    return file


def work():
    for encoder in shapes:
        for length in ("64", "256", "1024"):
            yield encoder, "train", "32", length
    for encoder in shapes:
        for length in ("64", "256", "1024"):
            yield encoder, "infer", "32", length
        if encoder != "attention":
            yield encoder, "infer", "1", "256"


print(f"| work, {a.threads} thread(s) | ours, k tokens/s | PyTorch | ONNX Runtime | ratio of medians | ratio of each round |")
print("|---|---|---|---|---|---|", flush=True)
for encoder, mode, batch, length in work():
    name = f"{mode} {encoder}, batch {batch}, length {length}"
    if a.only not in name:
        continue
    same = ["--encoder", encoder, "--mode", mode, "--batch", batch, "--length", length, "--threads", a.threads, "--seconds", a.seconds]
    ours, torch, onnx = [], [], []
    for _ in range(a.rounds):
        ours.append(run([a.ours, "speed"] + same + shapes[encoder]))
        torch.append(run(python + same + shapes[encoder]))
        if mode == "infer" and a.onnxruntime:
            script = os.path.join(here, "onnxruntime.js")
            source = f"require('module').Module._initPaths();require({json.dumps(script)})"
            command = ["node", "-e", source, export(encoder), encoder, batch, length, a.threads, a.seconds]
            os.environ["NODE_PATH"] = os.path.join(a.onnxruntime, "node_modules")
            onnx.append(run(command))
    best = [max(pair) for pair in zip(torch, onnx)] if onnx else torch
    median = statistics.median
    peer = max(median(torch), median(onnx) if onnx else 0)
    rounds = " ".join(f"{x / y:.2f}" for x, y in zip(ours, best))
    other = f"{median(onnx) / 1000:.1f}" if onnx else ""
    print(
        f"| {name} | {median(ours) / 1000:.1f} | {median(torch) / 1000:.1f} | {other} | {median(ours) / peer:.2f} | {rounds} |",
        flush=True,
    )
