/** The nouns of a download: what is wanted, where it comes from, what is kept. Holds no code. */

/** What a file's content must hash to: Git LFS names SHA-256, plain Git files have their blob's SHA-1. */
export interface Digest {
  readonly kind: 'sha256' | 'git-sha1';
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

export interface PlannedFile {
  /** Within the checkpoint folder. */
  readonly path: string;
  readonly url: string;
  readonly bytes: number;
  /** null where the source states none: the length alone is checked. */
  readonly digest: Digest | null;
}

/** One repository of the hub, put into a folder of the checkpoint ('' is its root). */
export interface HubPart {
  readonly repo: string;
  /** As the user gave it: a branch, a tag, a commit. */
  readonly revision: string;
  /** What the revision stood for; null where the hub does not say. */
  readonly commit: string | null;
  readonly into: string;
}

export type ModelOrigin =
  | { readonly kind: 'hub'; readonly base: string; readonly parts: readonly HubPart[] }
  | { readonly kind: 'folder'; readonly name: string };

/** What a download would bring, before anyone has agreed to it. */
export interface DownloadPlan {
  /** Name of the model's folder in the store. */
  readonly id: string;
  readonly name: string;
  readonly origin: ModelOrigin;
  /** As the hub states it; 'not stated' otherwise. */
  readonly licence: string;
  readonly files: readonly PlannedFile[];
  readonly bytes: number;
  /** What is worth knowing before agreeing, e.g. that the model needs a part that is not there. */
  readonly notes: readonly string[];
}

export interface StoredModel {
  readonly id: string;
  readonly name: string;
  readonly origin: ModelOrigin;
  readonly licence: string;
  readonly bytes: number;
  /** ISO 8601. */
  readonly date: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** A stored model with what else it takes up. */
export interface ShelvedModel extends StoredModel {
  /** Of its quantized weights, for all providers and precisions that were used; 0 before its first start. */
  readonly packedBytes: number;
}

/** A download that was begun and not finished. */
export interface PartialModel {
  readonly plan: DownloadPlan;
  /** Bytes that are already here. */
  readonly received: number;
  readonly date: string;
}

export interface DownloadProgress {
  readonly stage: 'downloading' | 'checking' | 'waiting';
  readonly file: string;
  /** 0-based, of nFiles. */
  readonly fileIndex: number;
  readonly nFiles: number;
  /** Bytes of the whole model: received, or when checking those of this file that were hashed. */
  readonly done: number;
  readonly total: number;
  /** Over the last seconds; null while unknown. */
  readonly bytesPerSecond: number | null;
  readonly etaSeconds: number | null;
  /** While waiting: why, and for how long. */
  readonly waiting: { readonly seconds: number; readonly reason: string } | null;
}
