import {
  type ClientFrame,
  clientFrame,
  methods,
  type ServerFrame,
} from '../../../shared/contract/contract.ts'
import { fieldPath } from '../store/schema-words.ts'
import type { Caller, EngineHandle } from './engine-handle.ts'

/** One call of the contract, the same behind a socket and behind a window. What comes in is hostile until its schema says otherwise. */

/** The largest frame taken from a client. */
export const MOST_FRAME_BYTES = 256 * 1024
/** Calls of one client that may be under way. */
export const MOST_CALLS = 32

export type Failure = Extract<ServerFrame, { kind: 'error' }>

export const failure = (id: number, code: Failure['code'], message: string): Failure => ({
  kind: 'error',
  id,
  code,
  message,
})

/** Null when it is no frame of the contract. */
export const parseFrame = (text: string): ClientFrame | null => {
  try {
    const parsed = clientFrame.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const isMethod = (name: string): name is keyof typeof methods => Object.hasOwn(methods, name)

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

/** Judges one call and has it done. Values of the input are never repeated: one of them is the key. */
export const answerCall = async (
  { id, method, input }: ClientFrame,
  caller: Caller,
  engine: Pick<EngineHandle, 'call'>,
): Promise<ServerFrame> => {
  if (!isMethod(method)) return failure(id, 'badRequest', 'There is no method of this name.')
  const { authority, input: schema } = methods[method]
  if (authority === 'operator' && caller.authority !== 'operator') {
    return failure(id, 'notAllowed', `Only an operator may do this (${method}).`)
  }
  const parsed = schema.safeParse(input)
  if (!parsed.success) {
    const field = fieldPath(parsed.error.issues[0]?.path ?? [])
    return failure(id, 'badRequest', `The input of ${method} is not valid: look at ${field}.`)
  }
  try {
    return { kind: 'result', id, output: await engine.call(method, parsed.data, caller) }
  } catch (error) {
    return failure(id, 'unavailable', `The engine could not answer: ${firstLine(error)}`)
  }
}
