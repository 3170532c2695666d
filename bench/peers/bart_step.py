"""One BART decoder step in plain PyTorch on the CPU, float32: the peer of `npm run bench -- decode`. Needs no transformers.

Debian's PyTorch serves: apt-get install --no-install-recommends python3-torch libopenblas0-pthread
(without libopenblas0-pthread it multiplies on one thread, with a slow BLAS). Another Python: PYTHON=/path/to/python npm run bench.

The first line written is {"torch": version, "threads": n}. Then one request a line on standard input:
    step shared|repeated    runs a step, answers {"ms": milliseconds, "cpu_ms": the same of processor time, all threads together}
    logits shared|repeated  runs a step, answers {"logits": [rows*vocab numbers]}
"shared": the beams of a document are query positions over one copy of its cross-attention keys and values.
"repeated": keys and values are stored once for every row, as transformers' generate() has them.
Rows are beam*docs + doc.
"""
import argparse
import json
import math
import struct
import sys
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    sys.exit("this Python has no torch")

LAYER_NORM_EPS = 1e-5
POSITION_OFFSET = 2
POSITIONS = 1024
DTYPES = {"F32": torch.float32, "I32": torch.int32}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in [("layers", 6), ("d-model", 768), ("ffn", 3072), ("heads", 12), ("vocab", 50265), ("docs", 5), ("beams", 4), ("source", 128), ("past", 15), ("threads", 2)]:
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--weights", help="a safetensors file with weights and inputs; default: random ones")
    return parser.parse_args()


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        flat = torch.frombuffer(bytearray(data[start:end]), dtype=DTYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"])
    return tensors


def random_tensors(a):
    """Weights normal(0, 0.02), unit layer norms; keys and values normal(0, 1)."""
    torch.manual_seed(1)
    d = a.d_model
    tensors = {}

    def linear(name, rows, columns):
        tensors[name + ".weight"] = torch.randn(rows, columns) * 0.02
        tensors[name + ".bias"] = torch.zeros(rows)

    def norm(name):
        tensors[name + ".weight"] = torch.ones(d)
        tensors[name + ".bias"] = torch.zeros(d)

    tensors["shared.weight"] = torch.randn(a.vocab, d) * 0.02
    tensors["final_logits_bias"] = torch.zeros(1, a.vocab)
    tensors["decoder.embed_positions.weight"] = torch.randn(POSITIONS + POSITION_OFFSET, d) * 0.02
    norm("decoder.layernorm_embedding")
    for i in range(a.layers):
        layer = "decoder.layers.%d." % i
        for block in ["self_attn", "encoder_attn"]:
            for part in ["q_proj", "k_proj", "v_proj", "out_proj"]:
                linear(layer + block + "." + part, d, d)
            norm(layer + block + "_layer_norm")
        linear(layer + "fc1", a.ffn, d)
        linear(layer + "fc2", d, a.ffn)
        norm(layer + "final_layer_norm")
        for part in ["key", "value"]:
            tensors["cross_%s.%d" % (part, i)] = torch.randn(a.docs, a.heads, a.source, d // a.heads)
            tensors["past_%s.%d" % (part, i)] = torch.randn(a.docs * a.beams, a.heads, a.past, d // a.heads)
    rows = a.docs * a.beams
    tensors["input_ids"] = torch.randint(3, a.vocab, (rows,))
    tensors["position_ids"] = torch.tensor([a.past + POSITION_OFFSET])
    tensors["attention_mask"] = torch.ones(a.docs, a.source)
    tensors["row_order"] = torch.arange(rows)
    return tensors


class DecoderStep:
    def __init__(self, a, tensors):
        self.a = a
        self.w = tensors
        self.ids, self.position, self.order = (tensors[name].long() for name in ["input_ids", "position_ids", "row_order"])
        bias = ((tensors["attention_mask"] - 1) * 1e9).reshape(a.docs, 1, 1, a.source)
        cross = [(tensors["cross_key.%d" % i], tensors["cross_value.%d" % i]) for i in range(a.layers)]
        self.cross = {
            "shared": (cross, bias),
            "repeated": ([tuple(t.repeat(a.beams, 1, 1, 1) for t in pair) for pair in cross], bias.repeat(a.beams, 1, 1, 1)),
        }

    def linear(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w[name + ".bias"])

    def norm(self, x, name):
        return F.layer_norm(x, (self.a.d_model,), self.w[name + ".weight"], self.w[name + ".bias"], LAYER_NORM_EPS)

    def heads(self, x):
        """[rows, 1, d] -> [rows, heads, 1, d/heads]"""
        return x.reshape(x.shape[0], 1, self.a.heads, -1).transpose(1, 2)

    def attend(self, q, k, v, bias=None):
        scores = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(q.shape[3])
        if bias is not None:
            scores = scores + bias
        return torch.matmul(torch.softmax(scores, dim=3), v)

    def cross_attend(self, q, key_value, bias, mode):
        if mode == "repeated":
            return self.attend(q, *key_value, bias)
        a = self.a
        by_doc = q.reshape(a.beams, a.docs, a.heads, -1).permute(1, 2, 0, 3)
        context = self.attend(by_doc, *key_value, bias)
        return context.permute(2, 0, 1, 3).reshape(q.shape)

    def __call__(self, mode):
        """-> logits [rows, vocab], and the grown cache of every layer"""
        a, w = self.a, self.w
        cross, bias = self.cross[mode]
        rows = a.docs * a.beams
        x = F.embedding(self.ids, w["shared.weight"]).reshape(rows, 1, a.d_model)
        x = x + w["decoder.embed_positions.weight"][self.position]
        x = self.norm(x, "decoder.layernorm_embedding")
        present = []
        for i in range(a.layers):
            layer = "decoder.layers.%d." % i
            cached = (w["past_%s.%d" % (part, i)].index_select(0, self.order) for part in ["key", "value"])
            fresh = (self.heads(self.linear(x, layer + "self_attn." + part)) for part in ["k_proj", "v_proj"])
            key, value = (torch.cat(pair, dim=2) for pair in zip(cached, fresh))
            present.append((key, value))
            context = self.attend(self.heads(self.linear(x, layer + "self_attn.q_proj")), key, value)
            x = self.add_norm(x, self.linear(self.merge(context), layer + "self_attn.out_proj"), layer + "self_attn_layer_norm")
            query = self.heads(self.linear(x, layer + "encoder_attn.q_proj"))
            context = self.cross_attend(query, cross[i], bias, mode)
            x = self.add_norm(x, self.linear(self.merge(context), layer + "encoder_attn.out_proj"), layer + "encoder_attn_layer_norm")
            inner = F.gelu(self.linear(x, layer + "fc1"))
            x = self.add_norm(x, self.linear(inner, layer + "fc2"), layer + "final_layer_norm")
        logits = F.linear(x.reshape(rows, a.d_model), w["shared.weight"]) + w["final_logits_bias"]
        return logits, present

    def add_norm(self, x, update, name):
        return self.norm(x + update, name)

    def merge(self, context):
        """[rows, heads, 1, d/heads] -> [rows, 1, d]"""
        return context.transpose(1, 2).reshape(context.shape[0], 1, self.a.d_model)


def answer(document):
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def main():
    a = arguments()
    torch.set_num_threads(a.threads)
    step = DecoderStep(a, read_safetensors(a.weights) if a.weights else random_tensors(a))
    answer({"torch": torch.__version__, "threads": torch.get_num_threads()})
    with torch.no_grad():
        for line in sys.stdin:
            what, mode = line.split()
            start, cpu = time.perf_counter(), time.process_time()
            logits, _ = step(mode)
            ms, cpu_ms = (time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000
            answer({"ms": ms, "cpu_ms": cpu_ms} if what == "step" else {"logits": logits.flatten().tolist()})


main()
