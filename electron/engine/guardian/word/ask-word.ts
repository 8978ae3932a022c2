import { randomBytes } from 'node:crypto'
import net from 'node:net'
import { otherRole, type Role } from '../../../../shared/domain/roles.ts'
import type { GuardianWord } from '../../ports.ts'
import { createLineReader, parseJson } from '../lines.ts'
import { isSameProof, MAX_WORD_LENGTH, proveAnswer, proveQuestion, wordAnswer, wordGreeting } from './word.ts'

export interface WordAddress {
  readonly ownAddress: string
  readonly peerAddress: string
  readonly port: number
  readonly role: Role
}

/** Asks the other server's guardian; everything but a proved answer within `timeoutMs` is `none`, with why. */
export const askWord = (address: WordAddress, key: Buffer, timeoutMs: number): Promise<GuardianWord> =>
  new Promise((resolve) => {
    const askingNonce = randomBytes(16).toString('hex')
    let answeringNonce: string | null = null
    const socket = net.connect({
      host: address.peerAddress,
      port: address.port,
      localAddress: address.ownAddress,
    })
    const finish = (word: GuardianWord) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(word)
    }
    const none = (detail: string) => finish({ kind: 'none', detail })
    const timer = setTimeout(() => none(`no answer within ${timeoutMs} ms`), timeoutMs)

    const onLine = (line: string) => {
      const json = parseJson(line)
      if (answeringNonce === null) {
        const greeting = wordGreeting.safeParse(json)
        if (!greeting.success) return none('it does not speak the word protocol')
        answeringNonce = greeting.data.nonce
        socket.write(
          `${JSON.stringify({ nonce: askingNonce, mac: proveQuestion(context(answeringNonce)) })}\n`,
        )
        return
      }
      const answer = wordAnswer.safeParse(json)
      if (!answer.success) return none('its answer is malformed')
      const { kind, epoch, mac } = answer.data
      if (!isSameProof(mac, proveAnswer(context(answeringNonce), kind, epoch))) {
        return none('its answer does not prove the Redundancy Key')
      }
      finish({ kind, epoch })
    }
    const context = (nonce: string) => ({
      key,
      answering: otherRole(address.role),
      asking: address.role,
      answeringNonce: nonce,
      askingNonce,
    })
    socket.on(
      'data',
      createLineReader(MAX_WORD_LENGTH, onLine, () => none('it does not speak the word protocol')),
    )
    socket.on('error', (error) => none(error.message))
    socket.on('close', () => none('it closed the connection without a word'))
  })
