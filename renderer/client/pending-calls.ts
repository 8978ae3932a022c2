import { callLimitMs } from '../../shared/contract/call-limits.ts'
import { type Input, type MethodName, methods, type Output } from '../../shared/contract/contract.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'

/** How long a call may take. A switch-over itself is not a call: it is accepted, then shown. */
export const CALL_LIMIT_MS = 10_000

/** A call that got no answer; `message` is one sentence a person can read. */
export class CallError extends Error {
  override readonly name = 'CallError'
}

interface Pending {
  readonly resolve: (output: unknown) => void
  readonly reject: (error: CallError) => void
  readonly timer: ReturnType<typeof setTimeout>
}

export interface PendingCalls {
  /** Gives the call to `send`; its answer is checked against the contract. `late` hears of a time-out. */
  begin<M extends MethodName>(
    method: M,
    input: Input<M>,
    send: (frame: string) => void,
    late: () => void,
  ): Promise<Output<M>>
  answer(id: number, output: unknown): void
  reject(id: number, sentence: string): void
  rejectAll(sentence: string): void
}

/** The calls that wait for their answer, each with its number and its time limit. */
export const pendingCalls = (limitMs: number): PendingCalls => {
  const pending = new Map<number, Pending>()
  let nextId = 1

  const settle = (id: number): Pending | undefined => {
    const entry = pending.get(id)
    pending.delete(id)
    clearTimeout(entry?.timer)
    return entry
  }
  const reject = (id: number, sentence: string): void => settle(id)?.reject(new CallError(sentence))

  return {
    begin: (method, input, send, late) =>
      new Promise((resolve, rejectCall) => {
        const id = nextId
        nextId += 1
        const timer = setTimeout(
          () => {
            reject(id, connectionSentences.timeOut)
            late()
          },
          callLimitMs(method, limitMs),
        )
        const take = (output: unknown): void => {
          const parsed = methods[method].output.safeParse(output)
          if (parsed.success) resolve(parsed.data as Output<typeof method>)
          else rejectCall(new CallError(connectionSentences.notUnderstood))
        }
        pending.set(id, { resolve: take, reject: rejectCall, timer })
        send(JSON.stringify({ kind: 'call', id, method, input }))
      }),
    answer: (id, output) => settle(id)?.resolve(output),
    reject,
    rejectAll: (sentence) => {
      for (const id of [...pending.keys()]) reject(id, sentence)
    },
  }
}
