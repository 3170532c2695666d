/** What other folders use of the hub: plan, download, keep, list, open, delete. Holds no code. */
export { DEFAULT_HUB, DEFAULT_REVISION, hubBase, hubSources, parseRepo, requireHubBase } from './address.ts';
export { discardModel, downloadModel } from './download.ts';
export type { Fetch } from './fetchFile.ts';
export { planDownload, type WantedRepo } from './hub.ts';
export { inspectFolder, keepFolder, type FolderFacts } from './keepFolder.ts';
export { identityOf, openStored, packedFolder, readManifest, readShelf, type Shelf } from './modelShelf.ts';
export { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';
export type { DownloadPlan, DownloadProgress, HubPart, ModelOrigin, PartialModel, PlannedFile, ShelvedModel, StoredModel } from './types.ts';
