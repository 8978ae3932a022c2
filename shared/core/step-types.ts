import type { Refusal } from '../contract/contract.ts'
import type { Rehearsal } from '../contract/rehearsal.ts'
import type { CompletionItem, LinePosition } from '../contract/status.ts'
import type { Epoch } from '../domain/epoch.ts'
import type { SwitchOverReason } from '../domain/reasons.ts'
import type { Side } from '../domain/roles.ts'
import type { RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import type { Judgement } from './judgements.ts'
import type { Message, RehearsalPlan, Report } from './messages.ts'
import type { State } from './state.ts'

/** What happened. `now` is monotonic milliseconds, `wallMs` is for display only. */
export type Input = {
  readonly now: number
  readonly wallMs: number
  /** The longest the loop stood still since the last input: a stall makes what queued up stale. */
  readonly gapMs: number
} & Happening

export type Happening =
  | { readonly type: 'tick' }
  | { readonly type: 'linkUp'; readonly instance: string }
  | { readonly type: 'linkDown' }
  | { readonly type: 'message'; readonly message: Message }
  /** `position` null: no answer in time. */
  | { readonly type: 'lineRead'; readonly query: number; readonly position: LinePosition | null }
  | { readonly type: 'lineSet'; readonly set: number; readonly outcome: 'answered' | 'unknown' | 'notSent' }
  /** `answering`: what only an active runs and answers at the other server's address, or null. */
  | {
      readonly type: 'lookedAround'
      readonly look: number
      readonly answering: string | null
      readonly gateway: 'answers' | 'silent' | 'notConfigured'
      readonly hasCarrier: boolean
    }
  /** The other server's engine spoke and one of the two refused the link. */
  | { readonly type: 'proofRefused'; readonly what: string }
  | { readonly type: 'guardianReady' }
  | { readonly type: 'guardianGone' }
  | { readonly type: 'servicesStarted'; readonly epoch: Epoch }
  | { readonly type: 'servicesStopped'; readonly epoch: Epoch }
  | { readonly type: 'startRefused'; readonly epoch: Epoch; readonly why: string }
  | { readonly type: 'wordGiven' }
  | { readonly type: 'word'; readonly number: number; readonly stopped: boolean }
  | { readonly type: 'report'; readonly report: Report }
  | { readonly type: 'synced'; readonly id: number; readonly ok: boolean; readonly code: string }
  | {
      readonly type: 'completionTick'
      readonly item: CompletionItem['item']
      readonly done: boolean
      readonly requestId: string
    }
  | { readonly type: 'completionEnd'; readonly requestId: string }
  /** A forced take-over, with what was shown and what was typed. */
  | {
      readonly type: 'force'
      readonly requestId: string
      readonly person: string
      readonly revision: string
      readonly consent: string
    }
  /** A person begins a planned maintenance of so long, or ends it: 0. */
  | {
      readonly type: 'maintenance'
      readonly lastsMs: number
      readonly requestId: string
      readonly person: string
    }
  /** A person asks for a rehearsal; `plan` null: for its end. */
  | {
      readonly type: 'rehearse'
      readonly plan: RehearsalPlan | null
      readonly requestId: string
      readonly person: string
    }
  | {
      readonly type: 'command'
      readonly command: Command
      readonly requestId: string
      readonly person: string
    }

/** What an administrator asks of this server. */
export type Command =
  | 'switchOver'
  | 'cancelSwitchOver'
  | 'arm'
  | 'disarm'
  | 'disable'
  | 'declareOtherOff'
  | 'acknowledgeDualControl'
  | 'moveLinesBack'

/**
 * What to do. The driver first makes `durable` durable when the step changed it, then carries these
 * out in order. Losing any of them is safe: every protocol tolerates loss.
 */
export type Effect =
  | { readonly do: 'send'; readonly message: Message }
  | { readonly do: 'readLine'; readonly query: number; readonly timeoutMs: number }
  | {
      readonly do: 'setLine'
      readonly set: number
      readonly side: Side
      readonly notAfter: number
      readonly timeoutMs: number
    }
  /** Answered within the time limit, always. */
  | {
      readonly do: 'lookAround'
      readonly look: number
      readonly isForPeer: boolean
      readonly timeoutMs: number
    }
  /** The lease's end for the guardian; null: unbound, no deadline. */
  | { readonly do: 'deadline'; readonly until: number | null }
  | { readonly do: 'startServices'; readonly epoch: Epoch; readonly readingAskedAt: number | null }
  | { readonly do: 'stopServices'; readonly epoch: Epoch }
  | { readonly do: 'askWord'; readonly number: number; readonly timeoutMs: number }
  | { readonly do: 'copyChanges'; readonly id: number }
  | { readonly do: 'finalSync'; readonly id: number }
  | { readonly do: 'cancelSync' }
  | { readonly do: 'replicate'; readonly as: 'idle' | 'source' | 'destination'; readonly epoch: Epoch }
  /** The outcome of a command; exactly one for each request. */
  | { readonly do: 'answer'; readonly requestId: string; readonly refusal: Omit<Refusal, 'ok'> | null }
  /** It has ended, here or as the other server says. */
  | { readonly do: 'keepRehearsal'; readonly rehearsal: Rehearsal }
  | { readonly do: 'record'; readonly decision: Decision }

/** An act or a refusal, judged rule by rule. */
export interface Decision {
  readonly act: Act
  readonly outcome: 'begun' | 'done' | 'refused' | 'abandoned' | 'noted'
  readonly trigger: 'automatic' | 'person' | 'peer' | 'lease' | 'start' | 'guardian' | 'services'
  readonly epoch: Epoch
  readonly person: string
  readonly requestId: string
  readonly reason: SwitchOverReason | ''
  readonly rules: readonly RuleResult[]
  /** What judged the rules; empty where there are none. */
  readonly judgement: Judgement | ''
  /** What was the case then, as this server knew it: the rules can be judged again from it. */
  readonly facts: Facts
}

/** What an entry of the decision record may be about; some the engine does without the core. */
export const acts = [
  'enable',
  'disable',
  'changeSettings',
  'siteChanged',
  'confirmDeletions',
  'acceptCertificate',
  'hostStuck',
  'endHost',
  'firstControl',
  'takeOver',
  'wouldTakeOver',
  'resume',
  'useOldGrant',
  'force',
  'forceConsent',
  'switchOver',
  'giveControl',
  'takeGrant',
  'returnGrant',
  'demote',
  'raiseEpoch',
  'moveLineBack',
  'arm',
  'disarm',
  'declareOtherOff',
  'dualControl',
  'acknowledgeDualControl',
  'stall',
  'peerDisabled',
  'clockJump',
  'beginMaintenance',
  'endMaintenance',
  'planRehearsal',
  'rehearsal',
] as const
export type Act = (typeof acts)[number]

export interface StepResult {
  readonly state: State
  readonly effects: readonly Effect[]
}
