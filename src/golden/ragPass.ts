/** A RAG case's model: weights, and forward and backward pass under the names of the reference. Knows no expected result. */
import { UserError } from '../errors.ts';
import { gradName, CONTEXT_ENCODER, GENERATOR, QUESTION_ENCODER, ragGraph } from '../models/ragGraph.ts';
import { openCheckpoint, type Checkpoint } from '../models/checkpoint/checkpoint.ts';
import { parseBertConfig, parseRagConfig, type RagConfig } from '../models/checkpoint/config.ts';
import { resolveBart, resolveBert, type ModelWeights } from '../models/checkpoint/weights.ts';
import { bartEncoderFeeds, bertFeeds, decoderFeeds, lossFeeds, repeatRows } from '../models/feeds.ts';
import { FloatWeights } from '../rag/model.ts';
import type { HostTensor, Runtime, Session } from '../runtime/types.ts';
import { floatTensor } from './actual.ts';
import type { GoldenCase, NamedTensors } from './cases.ts';
import { ids, optionalIds } from './json.ts';
import type { FloatTensor } from '../models/checkpoint/tensor.ts';

export type RagMode = 'token' | 'sequence';

export interface LossSettings {
  readonly labelSmoothing: number;
  readonly excludeBosScore: boolean;
}

/** Parameters by graph name, as fed at each run. */
export type Parameters = ReadonlyMap<string, HostTensor>;

/** One run: outputs and gradients by graph name. */
export type PassOutputs = Readonly<Record<string, HostTensor>>;

export class RagPass {
  readonly mode: RagMode;
  readonly checkpoint: Checkpoint;
  readonly config: RagConfig;
  readonly weights: FloatWeights;
  readonly batch: number;
  readonly nDocs: number;
  readonly trainsContextEncoder: boolean;
  /** Of the parameters that get gradients. */
  readonly parameters: Parameters;
  readonly #session: Session;
  readonly #fixed: Record<string, HostTensor>;
  readonly #labels: number[][];

  private constructor(fields: {
    mode: RagMode;
    checkpoint: Checkpoint;
    config: RagConfig;
    weights: FloatWeights;
    nDocs: number;
    trainsContextEncoder: boolean;
    parameters: Parameters;
    session: Session;
    fixed: Record<string, HostTensor>;
    labels: number[][];
  }) {
    this.mode = fields.mode;
    this.checkpoint = fields.checkpoint;
    this.config = fields.config;
    this.weights = fields.weights;
    this.batch = fields.labels.length;
    this.nDocs = fields.nDocs;
    this.trainsContextEncoder = fields.trainsContextEncoder;
    this.parameters = fields.parameters;
    this.#session = fields.session;
    this.#fixed = fields.fixed;
    this.#labels = fields.labels;
  }

  static async create(runtime: Runtime, golden: GoldenCase): Promise<RagPass> {
    const { source, inputs, inputTensors } = golden;
    const mode = golden.kind === 'rag_token' ? 'token' : 'sequence';
    const checkpoint = await openCheckpoint(source);
    const config = parseRagConfig(checkpoint.config);
    const weights = new FloatWeights();
    await collect(weights, QUESTION_ENCODER, resolveBert(checkpoint, { config: config.questionEncoder }));
    await collect(weights, GENERATOR, resolveBart(checkpoint, { config: config.generator }));
    const trainsContextEncoder = 'doc_input_ids' in inputs;
    const context = trainsContextEncoder ? await openCheckpoint(source, 'ctx_encoder') : null;
    const contextEncoder = context ? parseBertConfig(context.config, 'ctx_encoder/config.json') : undefined;
    if (context) await collect(weights, CONTEXT_ENCODER, resolveBert(context, { config: contextEncoder }));

    const graph = ragGraph({
      mode,
      questionEncoder: config.questionEncoder,
      generator: config.generator,
      contextEncoder,
      trainable: isParameter,
      gradientsAt: ['doc_scores', 'question_embedding', 'logits', ...(contextEncoder ? (['retrieved_doc_embeds'] as const) : [])],
    });
    const labels = ids(inputs, 'labels');
    const contexts = ids(inputs, 'context_input_ids');
    const nDocs = contexts.length / labels.length;
    if (!Number.isInteger(nDocs)) throw new UserError('bad-file', `inputs.json: ${contexts.length} contexts for ${labels.length} questions`);
    const fixed: Record<string, HostTensor> = {
      ...bertFeeds(ids(inputs, 'question_input_ids'), config.questionEncoder.padTokenId, '', maskOf(inputs, 'question', config.questionEncoder.padTokenId)),
      ...bartEncoderFeeds(contexts, config.generator.padTokenId, 'context_', maskOf(inputs, 'context', config.generator.padTokenId)),
      ...decoderFeeds(repeatRows(labels, nDocs)),
    };
    if (contextEncoder) Object.assign(fixed, bertFeeds(ids(inputs, 'doc_input_ids'), contextEncoder.padTokenId, 'doc_', maskOf(inputs, 'doc', contextEncoder.padTokenId)));
    else fixed['retrieved_doc_embeds'] = given(inputTensors, 'retrieved_doc_embeds');
    for (const { name } of graph.params) if (!isParameter(name)) fixed[name] = weights.weight(name);
    const parameters = new Map(graph.params.filter(({ name }) => isParameter(name)).map(({ name }) => [name, weights.weight(name)]));
    return new RagPass({ mode, checkpoint, config, weights, nDocs, trainsContextEncoder, parameters, session: await runtime.compile(graph), fixed, labels });
  }

  run({ labelSmoothing, excludeBosScore }: LossSettings, parameters: Parameters = this.parameters): Promise<PassOutputs> {
    const { padTokenId: padId, bosTokenId: bosId } = this.config.generator;
    return this.#session.run({
      ...this.#fixed,
      ...Object.fromEntries(parameters),
      ...lossFeeds(this.#labels, { mode: this.mode, nDocs: this.nDocs, padId, bosId, labelSmoothing, excludeBosScore }),
    });
  }

  /** Values of a forward pass under the names of expected.safetensors. */
  activations(outputs: PassOutputs): NamedTensors {
    const names = ['question_embedding', 'doc_scores', 'doc_log_probs', 'logits', 'encoder_last_hidden_state'];
    if (this.trainsContextEncoder) names.push('retrieved_doc_embeds');
    names.push(this.mode === 'token' ? 'marginalized_log_probs' : 'doc_sequence_log_probs');
    const tensors = new Map(names.map((name) => [name, floatTensor(outputs[name])]));
    if (this.mode === 'sequence') tensors.set('token_log_probs', this.#tokenLogProbs(outputs));
    return tensors;
  }

  /** Gradients under the names of grads.safetensors; `@` marks those of intermediate values. */
  gradients(outputs: PassOutputs): NamedTensors {
    const marked = ['doc_scores', 'logits', 'question_embedding', ...(this.trainsContextEncoder ? ['retrieved_doc_embeds'] : [])];
    return new Map([
      ...[...this.parameters.keys()].map((name) => [referenceName(name), floatTensor(outputs[gradName(name)])] as const),
      ...marked.map((name) => [`@${name}`, floatTensor(outputs[gradName(name)])] as const),
    ]);
  }

  dispose(): Promise<void> {
    return this.#session.dispose();
  }

  /** [batch, nDocs, tgtLen]: target log-probs with the document's prior at position 1, 0 where the target is padding (get_nll). */
  #tokenLogProbs(outputs: PassOutputs): FloatTensor {
    const { dims, data } = floatTensor(outputs['target_log_probs']);
    const priors = floatTensor(outputs['doc_log_probs']).data;
    const tgtLen = dims[2];
    const perToken = data.map((logProb, i) => {
      const t = i % tgtLen;
      const row = Math.floor(i / tgtLen);
      const target = this.#labels[Math.floor(row / this.nDocs)][t + 1] ?? this.config.generator.padTokenId;
      if (target === this.config.generator.padTokenId) return 0;
      return t === 1 ? logProb + priors[row] : logProb;
    });
    return { dims, data: perToken };
  }
}

/** final_logits_bias is a buffer in transformers: it has no gradient and no optimizer moves it. */
function isParameter(name: string): boolean {
  return !name.endsWith('final_logits_bias');
}

/** transformers' name of a graph parameter. */
export function referenceName(name: string): string {
  const dpr = (short: string): string => (short.startsWith('encode_proj.') ? short : `bert_model.${short}`);
  if (name.startsWith(QUESTION_ENCODER)) return `rag.question_encoder.question_encoder.${dpr(name.slice(QUESTION_ENCODER.length))}`;
  if (name.startsWith(CONTEXT_ENCODER)) return `rag.ctx_encoder.ctx_encoder.${dpr(name.slice(CONTEXT_ENCODER.length))}`;
  return `rag.generator.model.${name.slice(GENERATOR.length)}`;
}

/** The mask of the inputs, else 1 for all that is no padding. */
export function maskOf(inputs: GoldenCase['inputs'], of: string, padId: number): number[][] {
  const key = of ? `${of}_` : '';
  return optionalIds(inputs, `${key}attention_mask`) ?? ids(inputs, `${key}input_ids`).map((row) => row.map((id) => (id === padId ? 0 : 1)));
}

export async function collect(into: FloatWeights, prefix: string, weights: ModelWeights): Promise<void> {
  for (const [name, tensor] of await weights.all()) into.set(prefix + name, tensor);
}

export function given(tensors: NamedTensors, name: string): FloatTensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new UserError('bad-file', `inputs.safetensors: ${name} is missing`, 'Copy the case again.');
  return tensor;
}
