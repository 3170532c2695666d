"""Makes the folders beside it: encoders of tiny shape with random weights, their tokenizers, and what transformers computes.

    python golden/encoders/make.py     # with torch, transformers and sentencepiece; made with transformers 5.18.0, torch 2.13.0

A folder is laid out as sentence-transformers does. expected.json holds token ids and vectors of a few texts: weights are
float32, computation is float64. The text means nothing.
"""
import io
import json
import os
import struct

import sentencepiece
import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer
from transformers import (
    BertTokenizer,
    DistilBertConfig,
    DistilBertModel,
    ElectraConfig,
    ElectraModel,
    MPNetConfig,
    MPNetModel,
    MPNetTokenizer,
    RobertaConfig,
    RobertaModel,
    RobertaTokenizer,
    XLMRobertaConfig,
    XLMRobertaModel,
    XLMRobertaTokenizer,
)

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20240607

TEXTS = [
    ["the river"],
    ["The old mill by the river grinds no corn.", "Its wheel turns all the same, day and night."],
    ["Cafe\u0301 \u00c5ngstr\u00f6m, \ufb01ne\u3000\uff12\uff10 words"],
    ["who built the mill and when did the wheel stop? " * 3],
]
WORDS = ["the", "river", "old", "mill", "wheel", "turn", "and", "who", "when", "night", "##er", "##ed", "##ing"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
RULES = {"\ufb01": "fi", "\uff12": "2", "\uff10": "0", "e\u0301": "\u00e9", "A\u030a": "\u00c5", "\u3000": " "}


def word_pieces(specials, extra=()):
    pieces = [*specials, *LETTERS, *(f"##{c}" for c in LETTERS), *"0123456789.,?-", *WORDS, *extra]
    return {piece: i for i, piece in enumerate(pieces)}


def bert_tokenizer():
    return BertTokenizer(vocab=word_pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))


def mpnet_tokenizer():
    return MPNetTokenizer(vocab=word_pieces(["<s>", "<pad>", "</s>", "[UNK]"], ["<mask>"]))


def roberta_tokenizer():
    trained = Tokenizer(BPE())
    trained.pre_tokenizer = ByteLevel(add_prefix_space=False)
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = BpeTrainer(vocab_size=320, special_tokens=specials, initial_alphabet=ByteLevel.alphabet(), show_progress=False)
    trained.train_from_iterator([text for texts in TEXTS for text in texts], trainer)
    model = json.loads(trained.to_str())["model"]
    return RobertaTokenizer(vocab=model["vocab"], merges=[tuple(pair) for pair in model["merges"]])


def fields(message):
    """(number, value) of each field of a protobuf message."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
            continue
        length = {1: 8, 2: None, 5: 4}[key & 7]
        length = varint() if length is None else length
        yield key >> 3, message[at : at + length]
        at += length


def xlm_roberta_tokenizer():
    rules = os.path.join(HERE, "rules.tsv")
    with open(rules, "w", encoding="utf-8") as file:
        for old, new in RULES.items():
            file.write(" ".join(f"{ord(c):X}" for c in old) + "\t" + " ".join(f"{ord(c):X}" for c in new) + "\n")
    model = io.BytesIO()
    sentences = [text for texts in TEXTS for text in texts] * 20
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences), model_writer=model, vocab_size=60, model_type="unigram", hard_vocab_limit=False,
        normalization_rule_tsv=rules, bos_id=0, pad_id=1, eos_id=2, unk_id=3, minloglevel=2,
    )
    os.remove(rules)
    pieces, charsmap = [], None
    for number, value in fields(model.getvalue()):
        if number == 1:
            piece = dict(fields(value))
            pieces.append((piece[1].decode(), struct.unpack("<f", piece[2])[0] if 2 in piece else 0.0))
        elif number == 3:
            charsmap = dict(fields(value))[2]
    return XLMRobertaTokenizer(vocab=[*pieces, ("<mask>", 0.0)], _spm_precompiled_charsmap=charsmap)


SIZES = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 40}
ROBERTA = {**SIZES, "max_position_embeddings": 66, "type_vocab_size": 1, "layer_norm_eps": 1e-5, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}
DISTILBERT = {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 40, "max_position_embeddings": 64}

CASES = [
    ("distilbert", bert_tokenizer, DistilBertModel, DistilBertConfig, DISTILBERT, "cls", False),
    ("roberta", roberta_tokenizer, RobertaModel, RobertaConfig, ROBERTA, "mean", False),
    ("xlm-roberta", xlm_roberta_tokenizer, XLMRobertaModel, XLMRobertaConfig, ROBERTA, "mean", True),
    ("electra", bert_tokenizer, ElectraModel, ElectraConfig, {**SIZES, "embedding_size": 16, "max_position_embeddings": 64}, "cls", False),
    ("mpnet", mpnet_tokenizer, MPNetModel, MPNetConfig, {**SIZES, "max_position_embeddings": 66, "layer_norm_eps": 1e-5}, "mean", True),
]


def randomize(model):
    """Weights large enough that each of them is felt; biases and norms that are not the identity."""
    for name, parameter in model.named_parameters():
        norm = "norm" in name.lower() and name.endswith("weight")
        table = "embeddings" in name or "attention_bias" in name
        parameter.data.normal_(1.0 if norm else 0.0, 0.2 if norm else 1.0 if table else 0.25)


def write_json(folder, name, value):
    os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.write("\n")


def write_modules(folder, pooling, unit):
    kinds = ["Transformer", "Pooling"] + (["Normalize"] if unit else [])
    paths = ["", "1_Pooling", "2_Normalize"]
    write_json(folder, "modules.json", [{"idx": i, "name": str(i), "path": paths[i], "type": f"sentence_transformers.models.{kind}"} for i, kind in enumerate(kinds)])
    write_json(folder, "1_Pooling/config.json", {"word_embedding_dimension": 32, "pooling_mode_cls_token": pooling == "cls", "pooling_mode_mean_tokens": pooling == "mean"})


def vectors(model, tokenizer, texts, pooling, unit):
    batch = [tokenizer(*t) for t in texts]
    length = max(len(b["input_ids"]) for b in batch)
    pad = lambda name, value: torch.tensor([b[name] + [value] * (length - len(b[name])) for b in batch])
    inputs = {"input_ids": pad("input_ids", tokenizer.pad_token_id), "attention_mask": pad("attention_mask", 0)}
    if "token_type_ids" in batch[0]:
        inputs["token_type_ids"] = pad("token_type_ids", 0)
    states = model(**inputs).last_hidden_state
    mask = inputs["attention_mask"].to(states.dtype)[:, :, None]
    pooled = states[:, 0] if pooling == "cls" else (states * mask).sum(1) / mask.sum(1)
    return [b["input_ids"] for b in batch], pooled / pooled.norm(dim=1, keepdim=True) if unit else pooled


def make(name, make_tokenizer, model_class, config_class, sizes, pooling, unit):
    folder = os.path.join(HERE, name)
    tokenizer = make_tokenizer()
    torch.manual_seed(SEED)
    config = config_class(**sizes, vocab_size=len(tokenizer))
    model = model_class(config).eval()
    randomize(model)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    write_modules(folder, pooling, unit)
    with torch.no_grad():
        ids, pooled = vectors(model.double(), tokenizer, TEXTS, pooling, unit)
    expected = {"texts": TEXTS, "ids": ids, "vectors": [[float(f"{v:.9g}") for v in row] for row in pooled.tolist()]}
    if name == "mpnet":
        relative = torch.arange(-600, 601)
        expected["buckets"] = {"from": -600, "ids": model.encoder.relative_position_bucket(relative).tolist()}
    write_json(folder, "expected.json", expected)


if __name__ == "__main__":
    for case in CASES:
        make(*case)
