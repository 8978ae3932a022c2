import type { Authority, MethodName } from '../../../shared/contract/contract.ts'
import type { Status } from '../../../shared/contract/status.ts'

/** Who asks: `link` for a browser, `token:<unix user>` for the command line, the user of the desktop. It stands in the record. */
export interface Caller {
  readonly person: string
  readonly authority: Authority
}

/** A running engine as its host sees it; the host only relays. */
export interface EngineHandle {
  /** Input and authority are checked by the host before. Rejects only when the engine cannot answer at all. */
  call(method: MethodName, input: unknown, caller: Caller): Promise<unknown>
  /** Every status, the newest one at once when there is one. */
  onStatus(listener: (sequence: number, status: Status) => void): void
  /** The engine ended by itself. */
  onExit(listener: (code: number, sentence: string) => void): void
  /** Ends it in order; resolves when it is gone. */
  stop(): Promise<void>
}

/** Takes the engine's lock on `dataDir` first. Rejects with an error whose message is one sentence. */
export type StartEngine = (options: { readonly dataDir: string }) => Promise<EngineHandle>
