import type { Message } from '../../../shared/core/messages.ts'
import type { Clock, LinkProblem, Log } from '../ports.ts'
import type { CloseWord } from './close-codes.ts'
import { askClock, readControlFrame, tellClock, writePulse } from './control-frame.ts'
import { type Pulses, startPulses } from './doctor/pulses.ts'
import { CLOCK_CHECK_MS, CONTROL_BUFFER_BYTES, CONTROL_FRAME_BYTES, SILENCE_AT_LEAST_MS } from './limits.ts'
import type { Wire } from './wire.ts'

export interface ControlSessionOptions {
  readonly wire: Wire
  readonly clock: Clock
  readonly log: Log
  readonly heartbeatMs: number
  readonly declareLostMs: number
  wallMs(): number
  isDiskFull(): boolean
  isHostStuck(): boolean
  onMessage(message: Message): void
  onClockSkew(skewMs: number): void
  /** Once; never after `close`. Null: the peer closed or its connection broke. */
  onEnd(problem: LinkProblem | null): void
}

/** The proved control socket: messages of the cores, one watch for silence, a look at the clocks now and then. */
export interface ControlSession {
  send(message: Message): void
  readonly pulses: Pulses
  close(word: CloseWord): void
}

export const startControlSession = (options: ControlSessionOptions): ControlSession => {
  const { wire, clock, log } = options
  const silenceMs = Math.max(options.declareLostMs, SILENCE_AT_LEAST_MS)
  let isOver = false
  const startedAt = clock.now()
  let heardAt = startedAt
  let longestSilenceMs = 0
  let clockAsked = { number: 0, at: 0 }

  const heard = (): void => {
    const now = clock.now()
    longestSilenceMs = Math.max(longestSilenceMs, now - heardAt)
    heardAt = now
  }

  const stop = (word: CloseWord): boolean => {
    if (isOver) return false
    isOver = true
    heard()
    log.info(
      `The link was up for ${Math.round((heardAt - startedAt) / 1000)} s; the longest time without a word from the other server was ${Math.round(longestSilenceMs)} ms.`,
    )
    clearInterval(silenceWatch)
    clearInterval(clockWatch)
    pulses.stop()
    wire.close(word)
    return true
  }
  const end = (problem: LinkProblem | null, word: CloseWord): void => {
    if (stop(word)) options.onEnd(problem)
  }

  const checkSilence = (): void => {
    if (isOver) return
    const forMs = clock.now() - heardAt
    if (forMs > silenceMs) {
      const seconds = (forMs / 1000).toFixed(1)
      end(
        { code: 'silent', detail: `The other server sent nothing for ${seconds} s on an open link.` },
        'silent',
      )
    }
  }
  // After a stall of our own loop the timer comes before what lies unread in the sockets: read first, then judge.
  const silenceWatch = setInterval(() => setImmediate(checkSilence), Math.min(250, silenceMs / 4))

  const compareClocks = (): void => {
    clockAsked = { number: clockAsked.number + 1, at: clock.now() }
    wire.sendText(askClock(clockAsked.number))
  }
  const clockWatch = setInterval(compareClocks, CLOCK_CHECK_MS)

  const pulses = startPulses({
    clock,
    heartbeatMs: options.heartbeatMs,
    isDiskFull: options.isDiskFull,
    isHostStuck: options.isHostStuck,
    send: (pulse) => wire.sendText(writePulse(pulse)),
  })

  wire.onFrame((data, isBinary) => {
    if (isOver) return
    const frame = readControlFrame(data, isBinary)
    pulses.noteFrame()
    switch (frame.is) {
      case 'message':
        heard()
        options.onMessage(frame.message)
        return
      case 'clockAsk':
        wire.sendText(tellClock(frame.number, options.wallMs()))
        return
      case 'clockTell':
        if (frame.number !== clockAsked.number) return
        options.onClockSkew(frame.wallMs - (options.wallMs() - (clock.now() - clockAsked.at) / 2))
        return
      case 'pulse':
        pulses.take(frame.pulse)
        return
      case 'skipped':
        heard()
        return
      case 'malformed':
        end({ code: 'malformedFrame', detail: frame.detail }, 'malformedFrame')
    }
  })
  wire.onEnd((how) => {
    if (how.word === 'malformedFrame') {
      const detail = how.foundHere ? how.detail : 'the other server refused one of ours'
      end({ code: 'malformedFrame', detail }, 'malformedFrame')
    } else if (how.word === 'silent') {
      end({ code: 'silent', detail: 'The other server heard nothing from this one.' }, 'closing')
    } else {
      end(null, 'closing')
    }
  })

  return {
    pulses,
    send: (message) => {
      if (isOver) return
      const text = JSON.stringify(message)
      if (Buffer.byteLength(text) > CONTROL_FRAME_BYTES) {
        log.warn(
          `A ${message.kind} of ${text.length} characters is over the limit of the link and was dropped.`,
        )
        return
      }
      if (wire.bufferedBytes() > CONTROL_BUFFER_BYTES) {
        end(
          { code: 'silent', detail: 'The other server does not read; it may be stuck or paused.' },
          'silent',
        )
        return
      }
      wire.sendText(text)
    },
    close: (word) => {
      stop(word)
    },
  }
}
