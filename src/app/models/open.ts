/** From a choice of model to its files: embedded in the page, kept in this browser, or in a folder of the user's. Runs in the engine's worker. */
import { httpFolder } from '../../models/checkpoint/httpFiles.ts';
import { identityOf, openStored, readManifest } from '../../models/checkpoint/download/index.ts';
import type { FileSource } from '../../models/checkpoint/source.ts';
import { openOpfs } from '../../storage/opfsStore.ts';
import type { CallOptions } from '../protocol.ts';
import { folderSource } from './folder.ts';
import { originText } from './origin.ts';
import type { WeightsPlace } from './quantizedWeights.ts';
import type { ModelChoice } from './types.ts';

export const EMBEDDED: ModelChoice = { kind: 'embedded' };
const EMBEDDED_FOLDER = 'models/tiny';

export interface OpenedModel {
  readonly source: FileSource;
  readonly id: string;
  readonly name: string;
  readonly origin?: string;
  /** What its hub stated; absent: what the card says. */
  readonly licence?: string;
  /** Where its quantized weights are kept; absent: they are made at each start. */
  readonly weightsPlace?: WeightsPlace;
}

/** @param baseUrl absolute URL of the page's folder */
export async function openModel(choice: ModelChoice, baseUrl: string, options?: CallOptions): Promise<OpenedModel> {
  switch (choice.kind) {
    case 'embedded':
      return { source: await httpFolder(new URL(EMBEDDED_FOLDER, baseUrl).href, { signal: options?.signal }), id: EMBEDDED_FOLDER, name: 'ragscope tiny' };
    case 'folder': {
      const source = folderSource(choice.folder);
      return { source, id: source.name, name: source.name, origin: 'a folder on this machine, read for this visit' };
    }
    case 'stored': {
      const store = await openOpfs();
      const source = await openStored(store, choice.id);
      const model = await readManifest(store, choice.id);
      const weightsPlace = model ? { store, id: choice.id, identity: identityOf(model) } : undefined;
      return { source, id: choice.id, name: source.name, origin: model ? originText(model.origin) : undefined, licence: model?.licence, weightsPlace };
    }
  }
}
