/** Which weights the inference graphs of a model want, and their packing into one file. Knows no place of storage. */
import { Graph, type Param } from '../graph/graph.ts';
import { inArithmetic } from '../models/arithmetic.ts';
import { bartEncodeGraph, bartStepGraph } from '../models/bart.ts';
import { dprGraph } from '../models/bert.ts';
import { Layers } from '../models/layers.ts';
import { answerScoreGraph, CONTEXT_ENCODER, GENERATOR, QUESTION_ENCODER } from '../models/ragGraph.ts';
import { writePacked, type ByteSink, type PackedReport, type WriteOptions } from '../models/streaming/packedFile.ts';
import type { RagModel } from './model.ts';
import { perModule, weightFormats, type ModulePrecisions, type Precision, type ProviderName } from './settings.ts';

/** Every packed weight that `RagEngine.create` asks for, by name. */
export function inferenceWeights({ config, contextEncoder, sharesTowers }: Pick<RagModel, 'config' | 'contextEncoder' | 'sharesTowers'>, provider: ProviderName, precision: Precision | ModulePrecisions): Param[] {
  const precisions = perModule(precision);
  const formats = (module: keyof ModulePrecisions) => weightFormats(provider, precisions[module]);
  const layers = (g: Graph) => new Layers(g, GENERATOR, formats('generator'));
  const build = (module: keyof ModulePrecisions, make: (g: Graph) => Graph): Param[] => inArithmetic(make(new Graph('weights')), formats(module)).params;
  const params = [
    ...build('questionEncoder', (g) => dprGraph(g, config.questionEncoder, QUESTION_ENCODER, formats('questionEncoder'))),
    ...(sharesTowers ? [] : build('contextEncoder', (g) => dprGraph(g, contextEncoder, CONTEXT_ENCODER, formats('contextEncoder')))),
    ...build('generator', (g) => bartEncodeGraph(g, config.generator, layers(g))),
    ...build('generator', (g) => bartStepGraph(g, config.generator, layers(g), true)),
    ...build('generator', (g) => answerScoreGraph(g, config.generator, layers(g))),
  ];
  return [...new Map(params.map((p) => [p.name, p])).values()];
}

/** Streams a model's weights, packed for one provider, into a file; what the file is for stands in its metadata. */
export function packModel(model: RagModel, provider: ProviderName, precision: Precision | ModulePrecisions, sink: ByteSink, options: Omit<WriteOptions, 'metadata'> = {}): Promise<PackedReport> {
  return writePacked(model.weights, inferenceWeights(model, provider, precision), sink, { ...options, metadata: packedFor(model, provider, precision) });
}

/** What a packed file says of itself; another value means that it must be packed again. */
export function packedFor({ name }: Pick<RagModel, 'name'>, provider: ProviderName, precision: Precision | ModulePrecisions): Record<string, string> {
  return { model: name, provider, ...perModule(precision) };
}
