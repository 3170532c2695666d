"""Loads written RAG folders with transformers and says what came of it: one job a line on stdin, one answer a line on stdout.

A job names a folder, a class, and on request a golden case (its loss and its generation are computed) or token ids to embed.
"""
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModel, AutoTokenizer, DPRContextEncoder

transformers.logging.set_verbosity_error()
# The models are tiny: threads would only wait for each other.
torch.set_num_threads(1)


def load(model_class, folder):
    model, info = model_class.from_pretrained(folder, output_loading_info=True)
    keys = {name: sorted(str(key) for key in info[name]) for name in ("missing_keys", "unexpected_keys", "mismatched_keys")}
    return model.eval(), keys


def mask_padding(generator):
    """RagSequenceForGeneration passes no mask, and since transformers 5 none is inferred: candidates would attend to padding."""
    generate = generator.generate
    pad = generator.config.pad_token_id
    generator.generate = lambda ids, **options: generate(ids, **{**options, "attention_mask": (ids != pad).long()})


def golden(model, kind, folder):
    with open(f"{folder}/inputs.json") as file:
        inputs = {name: torch.tensor(value) for name, value in json.load(file).items() if isinstance(value, list)}
    with open(f"{folder}/expected.json") as file:
        expected = json.load(file)
    tensors = load_file(f"{folder}/inputs.safetensors")
    n_docs = expected["n_docs"]
    context = {"context_input_ids": inputs["context_input_ids"], "context_attention_mask": inputs["context_attention_mask"]}
    q = model.rag.question_encoder(inputs["question_input_ids"], attention_mask=inputs["question_attention_mask"])[0]
    scores = torch.einsum("bd,bnd->bn", q, tensors["retrieved_doc_embeds"])
    losses = []
    for variant in expected["loss_variants"]:
        model.config.label_smoothing = variant["label_smoothing"]
        options = {"exclude_bos_score": variant["exclude_bos_score"]} if kind == "RagSequenceForGeneration" else {}
        out = model(**context, doc_scores=scores, labels=inputs["labels"], reduce_loss=True, n_docs=n_docs, **options)
        losses.append(out.loss.item())
    # RAG-Sequence ranks its candidates by this loss.
    model.config.label_smoothing = 0.0
    if kind == "RagSequenceForGeneration":
        mask_padding(model.generator)
    sequences = []
    for entry in expected["generation"]:
        made = model.generate(**context, doc_scores=tensors["doc_scores"], n_docs=n_docs, **entry["settings"])
        sequences.append(made.tolist())
    return {"losses": losses, "sequences": sequences}


def embed(encoder, ids):
    out = encoder(torch.tensor([ids]))
    # DPR's first output is the embedding; of other encoders it is the token states.
    return (out[0] if out[0].dim() == 2 else out[0][:, 0])[0].tolist()


def answer(job):
    folder, kind = job["folder"], job["kind"]
    model, keys = load(getattr(transformers, kind), folder)
    result = {"keys": keys, "dtype": str(model.dtype).removeprefix("torch.")}
    if "golden" in job:
        result.update(golden(model, kind, job["golden"]))
    if "ids" in job:
        context_class = DPRContextEncoder if AutoConfig.from_pretrained(f"{folder}/ctx_encoder").model_type == "dpr" else AutoModel
        context, result["context_keys"] = load(context_class, f"{folder}/ctx_encoder")
        result["question"] = embed(model.float().rag.question_encoder, job["ids"])
        result["context"] = embed(context.float(), job["ids"])
    if "text" in job:
        for part in ("question_encoder", "generator"):
            result[f"{part}_tokens"] = AutoTokenizer.from_pretrained(f"{folder}/{part}_tokenizer")(job["text"])["input_ids"]
    return result


with torch.no_grad():
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
