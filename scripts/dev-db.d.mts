export interface DevDb {
  /** Connection string of the superuser, on 127.0.0.1. */
  url: string;
  port: number;
  /** Resolves, with the reason, when the server that this call started ends for whatever cause. */
  ended: Promise<string>;
  /** Ends the server that this call started; leaves one alone that another living process owns. */
  stop(): Promise<void>;
}

export interface DevDbOptions {
  /** Folder of the cluster; created when missing. An existing one must be empty or a cluster. */
  dir: string;
  /** 0 or nothing: any free port. */
  port?: number;
  /** Where the server writes its log; by default `server.log` in the cluster. */
  logFile?: string;
  /** What the server says it is (`cluster_name`): a production gateway refuses the one of `npm start` by it. */
  name?: string;
  /** Settings of the server on top, such as `fsync=off`. */
  settings?: readonly string[];
}

/** The name of the demo company's database. */
export const DEMO_NAME: string;

/**
 * A real PostgreSQL for development and tests, fsync on unless told otherwise, trust authentication on loopback. It ends with this process,
 * however that dies. One that runs on `dir` already is shared while its owner lives, and replaced otherwise.
 * Rejects with a `Failure` whose message is one sentence: port taken, folder not writable, disk full, and so on.
 */
export function startDb(options: DevDbOptions): Promise<DevDb>;

/** Deletes the cluster of `dir`, wherever it lives (see the table in the implementation); ends an orphan first. */
export function removeDb(dir: string): Promise<void>;
