"""PyTorch's side of gradient.ts: the same graph, weights, picture and objective, with PyTorch's own autograd.

    python3 torch_gradient.py FOLDER

FOLDER holds graph.json (nodes, tap, picture's shape, repetitions), weights.bin and picture.bin (float32). Each line on
standard input asks for one timed gradient, answered by a line with its seconds; gradient.bin is written at the first.
"""
import json, sys, time
import numpy as np, torch, torch.nn.functional as F

folder = sys.argv[1]
spec = json.load(open(f"{folder}/graph.json"))
torch.set_num_threads(spec["threads"])
weights = torch.from_numpy(np.fromfile(f"{folder}/weights.bin", "<f4"))
picture = torch.from_numpy(np.fromfile(f"{folder}/picture.bin", "<f4")).reshape(spec["shape"])

def tensor(at):
    size = int(np.prod(at["shape"]))
    return weights[at["offset"]:at["offset"] + size].reshape(at["shape"]).clone()

for node in spec["nodes"]:
    if node["op"] == "conv":
        node["w"], node["b"] = tensor(node["weight"]), tensor(node["bias"])

def pad(x, pads, value=0.0):
    top, left, bottom, right = pads
    return F.pad(x, (left, right, top, bottom), value=value) if any(pads) else x

def apply(node, xs):
    op, x = node["op"], xs[0]
    if op == "conv":
        top, left, bottom, right = node["pads"]
        if (top, left) == (bottom, right):
            return F.conv2d(x, node["w"], node["b"], node["strides"], (top, left), node["dilations"], node["group"])
        return F.conv2d(pad(x, node["pads"]), node["w"], node["b"], node["strides"], 0, node["dilations"], node["group"])
    if op == "relu":
        return F.relu(x)
    if op == "maxPool":
        top, left, bottom, right = node["pads"]
        assert (top, left) == (bottom, right)
        return F.max_pool2d(x, node["kernel"], node["strides"], (top, left), ceil_mode=node["ceil"])
    if op == "lrn":
        return F.local_response_norm(x, node["size"], node["alpha"], node["beta"], node["bias"])
    if op == "concat":
        return torch.cat(xs, 1)
    raise ValueError(op)

def gradient():
    x = picture.clone().requires_grad_(True)
    values = {spec["input"]: x}
    for node in spec["nodes"]:
        values[node["output"]] = apply(node, [values[name] for name in node["inputs"]])
    a = values[spec["tap"]]
    score = a[:, spec["filter"]].mean() if spec["filter"] is not None else 0.5 * (a * a).mean()
    score.backward()
    return x.grad

gradient().numpy().tofile(f"{folder}/gradient.bin")
print(f"torch {torch.__version__}", flush=True)
for _ in sys.stdin:
    start, used = time.perf_counter(), time.process_time()
    gradient()
    print(time.perf_counter() - start, time.process_time() - used, flush=True)
