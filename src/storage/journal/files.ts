/** What the journal asks of a file system: folders, one writer a file, and reading of snapshots. Knows no browser. */

/** A folder of files. Names are plain: no separators. */
export interface Folder {
  /** Opens a folder below, and makes it where it is not there. */
  folder(name: string): Promise<Folder>;
  folders(): Promise<readonly string[]>;
  files(): Promise<readonly string[]>;
  /** Opens a file for writing, and makes it where it is not there; a file that is open already is refused. */
  write(name: string): Promise<WritableFile>;
  /** The file as it is now, or null where there is none. */
  read(name: string): Promise<Snapshot | null>;
  /** Removes a file, or a folder with all that is in it; what is not there is no error. */
  remove(name: string): Promise<void>;
}

/** Calls are synchronous, as a sync access handle's: nothing may come between a write and its flush. */
export interface WritableFile {
  /** Writes all bytes or throws; what a throwing write left behind is undefined. */
  write(offset: number, bytes: Uint8Array): void;
  /** Returns when what was written survives a crash. */
  flush(): void;
  truncate(size: number): void;
  close(): void;
}

export interface Snapshot {
  readonly size: number;
  /** @returns exactly `length` bytes from `offset` */
  read(offset: number, length: number): Promise<Uint8Array>;
}
