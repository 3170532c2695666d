/** What a store of files offers: named bytes that outlive the page. Knows neither where they lie nor what they mean. */

/** Random access to the bytes of one file, as they were when it was opened. */
export interface StoredBytes {
  /** Total bytes. */
  readonly size: number;
  /** @returns exactly `length` bytes from `offset`; rejects with a UserError when they are not there */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export interface StoredFile {
  /** Relative to the listed folder, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** Writes at its end only; whoever wants a hole or a change in the middle writes a new file. */
export interface FileWriter {
  /** Bytes that the file holds, where the next write goes. */
  readonly position: number;
  /** Rejects with a UserError of kind 'storage' when there is no room; the bytes before stay. */
  write(bytes: Uint8Array): Promise<void>;
  /** Cuts the file to its first `size` bytes. */
  truncate(size: number): Promise<void>;
  /** Must be called, also after a failure; the file is whole on the disk when it resolves. */
  close(): Promise<void>;
}

/** Paths have forward slashes; folders come into being with their first file. */
export interface FileStore {
  /** All files below a folder, in order of their paths; none when there is no such folder. */
  list(folder: string): Promise<readonly StoredFile[]>;
  /** null when there is no such file. */
  bytes(path: string): Promise<number | null>;
  /** Rejects with a UserError when there is no such file. */
  open(path: string): Promise<StoredBytes>;
  /** Opens a file for appending, cut to its first `keep` bytes (0: from nothing). One writer a file. */
  append(path: string, keep: number): Promise<FileWriter>;
  /** A small text file, replaced as a whole: a reader finds the old text or the new. */
  writeText(path: string, text: string): Promise<void>;
  /** null when there is no such file. */
  readText(path: string): Promise<string | null>;
  /** A file, or a folder with all that it holds; nothing happens when there is none. */
  remove(path: string): Promise<void>;
}
