import type { z } from 'zod'
import { type MethodName, methods, type Outcome, type Refusal } from '../../../shared/contract/contract.ts'
import type { Durable } from '../../../shared/core/durable.ts'
import type { Command, Happening } from '../../../shared/core/step-types.ts'
import { declareLabels } from '../../../shared/domain/labels.ts'
import { judge } from '../../../shared/domain/rules.ts'
import type { Store } from '../store/store.ts'
import { applySettings } from './apply-settings.ts'
import { acceptCertificate, confirmDeletions } from './confirmations.ts'
import type { Pair } from './pair.ts'
import { notEnabled, refused } from './refused.ts'
import { windowOf } from './rehearsal-window.ts'

/** What an administrator asks of this engine: each command with its own input, answered exactly once. */

const COMMAND_LIMIT_MS = 15_000
const KEPT_OUTCOMES = 200

export interface CommandContext {
  readonly store: Store<Durable>
  readonly version: string
  currentPair(): Pair | null
  /** Closes the pair, and opens it again when the settings say so. */
  reopenPair(): Promise<void>
  showStatus(): void
}

type CommandName = Exclude<
  MethodName,
  'status' | 'settings' | 'record' | 'rehearsals' | 'forcePreview' | 'examineLink' | 'newCertificate'
>
export type Handler = (input: unknown, person: string) => Promise<unknown>

export interface Commands {
  readonly handlers: Readonly<Record<CommandName, Handler>>
  /** The core's answer to a command that waits for it. */
  answer(requestId: string, refusal: Omit<Refusal, 'ok'> | null): void
  /** Nobody will answer what still waits: the sentence does. */
  abandon(sentence: string): void
}

/** A method's input is parsed here, so that what acts on it has it typed. */
export const taking =
  <S extends z.ZodType>(schema: S, act: (input: z.output<S>, person: string) => Promise<unknown>): Handler =>
  async (input, person) =>
    act(schema.parse(input), person)

export const createCommands = (context: CommandContext): Commands => {
  const { store } = context
  const waiting = new Map<string, (outcome: Outcome) => void>()
  const outcomes = new Map<string, Promise<Outcome>>()

  const answer: Commands['answer'] = (requestId, refusal) => {
    const settle = waiting.get(requestId)
    waiting.delete(requestId)
    settle?.(refusal === null ? { ok: true } : { ok: false, ...refusal })
  }

  /** Gives it to the core, which answers; or the limit does. */
  const give = (running: Pair, requestId: string, happening: Happening): Promise<Outcome> =>
    new Promise((resolve) => {
      const limit = setTimeout(
        () => answer(requestId, { code: 'fault', rules: [], faults: [], message: 'No answer came in time.' }),
        COMMAND_LIMIT_MS,
      )
      waiting.set(requestId, (outcome) => {
        clearTimeout(limit)
        context.showStatus()
        resolve(outcome)
      })
      running.loop.input(happening)
    })

  const order = async (command: Command, requestId: string, person: string): Promise<Outcome> => {
    const running = context.currentPair()
    if (running === null || !store.settings.view().settings.enabled) return notEnabled
    return give(running, requestId, { type: 'command', command, requestId, person })
  }

  const applying = {
    ...context,
    disable: (requestId: string, person: string) => order('disable', requestId, person),
  }

  const maintain = async (lastsMs: number, requestId: string, person: string): Promise<Outcome> => {
    const running = context.currentPair()
    if (running === null || !store.settings.view().settings.enabled) return notEnabled
    return give(running, requestId, { type: 'maintenance', lastsMs, requestId, person })
  }

  /** `plan` null: a rehearsal is cancelled. */
  const rehearse = async (
    plan: Omit<z.output<(typeof methods)['rehearse']['input']>, 'requestId'> | null,
    requestId: string,
    person: string,
  ): Promise<Outcome> => {
    const running = context.currentPair()
    if (running === null || !store.settings.view().settings.enabled) return notEnabled
    const asked = plan && { window: windowOf(plan.time, Date.now()), holdMs: plan.holdMs }
    return give(running, requestId, { type: 'rehearse', plan: asked, requestId, person })
  }

  /** What the completion list is told; without a pair there is none, and nothing to do. */
  const toCompletion = async (requestId: string, happening: Happening): Promise<Outcome> => {
    const running = context.currentPair()
    return running === null ? { ok: true } : give(running, requestId, happening)
  }

  /** The same request twice is the same command once. */
  const command = <S extends z.ZodType<{ requestId: string }>>(
    schema: S,
    act: (input: z.output<S>, person: string) => Promise<Outcome>,
  ): Handler =>
    taking(schema, (input, person) => {
      const earlier = outcomes.get(input.requestId)
      if (earlier !== undefined) return earlier
      const outcome = act(input, person)
      outcomes.set(input.requestId, outcome)
      const oldest = outcomes.size > KEPT_OUTCOMES ? outcomes.keys().next().value : undefined
      if (oldest !== undefined) outcomes.delete(oldest)
      return outcome
    })
  const force = async (
    input: z.output<(typeof methods)['force']['input']>,
    person: string,
  ): Promise<Outcome> => {
    const running = context.currentPair()
    if (running === null || !store.settings.view().settings.enabled) return notEnabled
    return give(running, input.requestId, { type: 'force', person, ...input })
  }
  const declare = async (
    { requestId, consent }: z.output<(typeof methods)['declareOtherOff']['input']>,
    person: string,
  ): Promise<Outcome> => {
    const asked = declareLabels.consent
    if (consent.trim() === asked) return order('declareOtherOff', requestId, person)
    return { ...refused('rules', ''), rules: [judge('consentTyped', false, consent, asked, 'typeConsent')] }
  }
  const ordering = (
    name: 'switchOver' | 'cancelSwitchOver' | 'arm' | 'disarm' | 'acknowledgeDualControl' | 'moveLinesBack',
  ): Handler => command(methods[name].input, ({ requestId }, person) => order(name, requestId, person))

  return {
    answer,
    abandon: (message) => {
      for (const [requestId] of [...waiting])
        answer(requestId, { code: 'fault', rules: [], faults: [], message })
    },
    handlers: {
      apply: command(methods.apply.input, (input, person) => applySettings(applying, input, person)),
      switchOver: ordering('switchOver'),
      cancelSwitchOver: ordering('cancelSwitchOver'),
      force: command(methods.force.input, force),
      declareOtherOff: command(methods.declareOtherOff.input, declare),
      acknowledgeDualControl: ordering('acknowledgeDualControl'),
      moveLinesBack: ordering('moveLinesBack'),
      arm: ordering('arm'),
      disarm: ordering('disarm'),
      tickCompletion: command(methods.tickCompletion.input, ({ requestId, item, done }) =>
        toCompletion(requestId, { type: 'completionTick', item, done, requestId }),
      ),
      dismissCompletion: command(methods.dismissCompletion.input, ({ requestId }) =>
        toCompletion(requestId, { type: 'completionEnd', requestId }),
      ),
      confirmDeletions: command(methods.confirmDeletions.input, ({ requestId, set }, person) =>
        confirmDeletions(context, set, { requestId, person }),
      ),
      beginMaintenance: command(methods.beginMaintenance.input, ({ requestId, minutes }, person) =>
        maintain(minutes * 60_000, requestId, person),
      ),
      endMaintenance: command(methods.endMaintenance.input, ({ requestId }, person) =>
        maintain(0, requestId, person),
      ),
      rehearse: command(methods.rehearse.input, ({ requestId, ...plan }, person) =>
        rehearse(plan, requestId, person),
      ),
      cancelRehearsal: command(methods.cancelRehearsal.input, ({ requestId }, person) =>
        rehearse(null, requestId, person),
      ),
      acceptCertificate: command(
        methods.acceptCertificate.input,
        async ({ requestId, certificate }, person) =>
          acceptCertificate(context, certificate, { requestId, person }),
      ),
    },
  }
}
