import { z } from 'zod'
import { onCutChoices } from '../domain/on-cut.ts'
import { switchOverReasons } from '../domain/reasons.ts'
import { linkView } from './link.ts'
import { rehearsalView } from './rehearsal.ts'
import { ruleResult } from './rule-result.ts'
import { roleSchema } from './settings.ts'

/** The live picture of the pair: everything Redundancy Administration shows. Ages, never time stamps. */

export { ruleResult }

/** Who saw a value. */
export const witness = z.enum(['self', 'peer', 'lineSwitch', 'none'])

/**
 * A value with its age and its witness. `otherView` stands where the two servers disagree: both are
 * shown, with a mark.
 */
const observed = <T extends readonly [string, ...string[]]>(values: T) =>
  z
    .object({
      value: z.enum(values),
      ageMs: z.number().nonnegative().nullable(),
      witness,
      otherView: z.enum(values).nullable(),
      /** A short technical cause ("connection refused by 127.0.0.1:5060"), for the tooltip; may be empty. */
      detail: z.string(),
    })
    .strict()

/** `notConfigured`: site.json names no service of this row, so nothing is asked of it. */
export const serviceValues = ['up', 'down', 'unknown', 'notConfigured'] as const
export type ServiceValue = (typeof serviceValues)[number]
export const controlValues = ['yes', 'no', 'unknown'] as const
export const observedService = observed(serviceValues)
export const observedControl = observed(controlValues)
export type ObservedService = z.infer<typeof observedService>
export type ObservedControl = z.infer<typeof observedControl>

export const replicationView = z
  .object({
    /** `source*` on the active, `destination*` on the standby. */
    state: z.enum([
      'sourceMonitoring',
      'sourceUpdating',
      'destinationUpdated',
      'destinationUpdating',
      'destinationNotUpdated',
      'unknown',
    ]),
    ageMs: z.number().nonnegative().nullable(),
    /** Set while updating. */
    progress: z
      .object({
        filesDone: z.number().int().nonnegative(),
        filesTotal: z.number().int().nonnegative(),
        bytesDone: z.number().nonnegative(),
        bytesTotal: z.number().nonnegative(),
        secondsLeft: z.number().nonnegative().nullable(),
      })
      .strict()
      .nullable(),
    /** Why it is not updated, or what needs a person. `name` is a path or a set id. */
    problem: z
      .object({
        code: z.enum([
          'neverCompleted',
          'verificationFailed',
          'linkDown',
          'diskFull',
          'folderMissing',
          'folderUnreadable',
          'folderSuddenlyEmpty',
          'copyFolderEmpty',
          'deletionsHeld',
          'sourceUnknown',
          'setsDiffer',
          'writeFailed',
        ]),
        name: z.string(),
        count: z.number().int().nonnegative(),
      })
      .strict()
      .nullable(),
    lagFiles: z.number().int().nonnegative(),
    lagBytes: z.number().nonnegative(),
    /** The first names of what is not yet copied. */
    lagNames: z.array(z.object({ name: z.string(), bytes: z.number(), ageMs: z.number() }).strict()),
    /** Names refused by rule (they are left out of the equality), the first of them. */
    refused: z.array(z.object({ name: z.string(), code: z.string() }).strict()),
    refusedCount: z.number().int().nonnegative(),
    /** Items moved to salvage in this epoch. */
    salvagedCount: z.number().int().nonnegative(),
  })
  .strict()
export type ReplicationView = z.infer<typeof replicationView>

export const systemView = z
  .object({
    address: z.string(),
    inControl: observedControl,
    switchingService: observedService,
    ipPhoneService: observedService,
    keepAliveService: observedService,
    replication: replicationView,
  })
  .strict()
export type SystemView = z.infer<typeof systemView>

export const linePositions = ['A', 'B', 'mixed', 'forcedLocally', 'unverified', 'none'] as const
export const linePosition = z.enum(linePositions)
export type LinePosition = z.infer<typeof linePosition>

export const switchOverSteps = [
  'checkRules',
  'copyChanges',
  'stopServices',
  'finalSync',
  'handOver',
  'moveLines',
  /** By force only: until whatever right the other server may still have is over. */
  'waitOut',
  'startServices',
] as const
export type SwitchOverStep = (typeof switchOverSteps)[number]

export const switchOverProgress = z
  .object({
    kind: z.enum(['planned', 'force']),
    to: roleSchema,
    /** Null while it runs. */
    outcome: z.enum(['done', 'rolledBack', 'failed']).nullable(),
    /** Why it was rolled back; a rule that did not hold. */
    failed: z.array(ruleResult),
    cancellable: z.boolean(),
    steps: z.array(
      z
        .object({
          step: z.enum(switchOverSteps),
          state: z.enum(['waiting', 'running', 'done', 'failed']),
          tookMs: z.number().nonnegative().nullable(),
          /** The median of the last ones, or a stated default. */
          usualMs: z.number().nonnegative(),
        })
        .strict(),
    ),
    elapsedMs: z.number().nonnegative(),
  })
  .strict()
export type SwitchOverProgress = z.infer<typeof switchOverProgress>

export const completionItems = [
  'servicesUp',
  'linesOnRightSide',
  'phonesHome',
  'replicaUpdated',
  'incomingCall',
  'outgoingCall',
  'extensionToExtension',
  'voiceMailAccess',
] as const
export const completionItem = z
  .object({
    item: z.enum(completionItems),
    state: z.enum(['done', 'open', 'notConfigured']),
    /** True for the four calls, which a person ticks. */
    byHand: z.boolean(),
    done: z.number().int().nonnegative().nullable(),
    total: z.number().int().nonnegative().nullable(),
    /** For phones: those still away. */
    names: z.array(z.string()),
  })
  .strict()
export type CompletionItem = z.infer<typeof completionItem>

export const alarmCodes = [
  'peerSilent',
  'peerDisabled',
  'lineSwitchSilent',
  'lineForced',
  'lineMixed',
  'noHolder',
  'dualControl',
  'automaticOff',
  'massDeletionHeld',
  'copyFolderEmpty',
  'keyMismatch',
  'roleMismatch',
  'versionMismatch',
  'clockSkew',
  'addressMismatch',
  'arbiterMismatch',
  'timingMismatch',
  'timingNotInUse',
  'onCutNotInUse',
  'certificateChanged',
  'linkFault',
  'weakKey',
  'guardianGone',
  'guardianUnheard',
  'serviceFailing',
  'hostStuck',
  'diskFull',
  'settingsNotSaved',
  'dataFolderOpenToOthers',
  'stateRepaired',
  'recordRepaired',
  'watchMissedChanges',
  'choosePerson',
  'maintenance',
  'primaryAway',
  'automaticHeld',
  'ownNetworkLost',
  'licenseMissing',
  'otherDeclaredOff',
  'otherNotTold',
  'rehearsalLeft',
] as const
export const alarm = z
  .object({
    code: z.enum(alarmCodes),
    severity: z.enum(['info', 'warning', 'critical']),
    /** Typed parameters for the label table. */
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    forMs: z.number().nonnegative(),
  })
  .strict()
export type Alarm = z.infer<typeof alarm>

/** Why nobody is in control. */
export const coldStarts = [
  'none',
  /** No history: the Primary waits for the line. */
  'firstControl',
  'waitingForPeer',
  'waitingForAllowance',
  'resuming',
  'takingOver',
  /** Both are back and hear each other: the one that held last is granted control. */
  'bothBack',
  'lastHolderAlone',
  /** An armed standby in the silence: it begins by itself. */
  'willTakeOver',
  'grantAlone',
  /** From here on a person is needed. */
  'lineSwitchSilent',
  /** Armed, but a rule of the take-over does not hold, and not for want of time. */
  'takeOverRefused',
  'lineOnOtherSide',
  'unarmedAlone',
  'giverAlone',
  'noLineSwitch',
  'sameEpoch',
] as const
export type ColdStart = (typeof coldStarts)[number]

const moment = z.object({ wallMs: z.number(), offsetMinutes: z.number().int() }).strict()
/** One of two servers that claimed control. */
const claim = z
  .object({
    epoch: z.number().int().nonnegative(),
    /** `isAtLeast`: the last moment that was noted; it may have served for longer. */
    lastInControl: moment.extend({ isAtLeast: z.boolean() }).nullable(),
    lastSwitchOver: moment.extend({ reason: z.enum(switchOverReasons) }).nullable(),
  })
  .strict()
export const dualControlView = z
  .object({
    kind: z.enum(['resolved', 'sameEpoch']),
    /** Nobody goes on before a person has chosen. */
    needsPerson: z.boolean(),
    found: moment.nullable(),
    /** Null: that server is not heard. */
    primary: claim.nullable(),
    secondary: claim.nullable(),
  })
  .strict()

export const status = z
  .object({
    /** The server this window talks to. */
    currentServer: z.object({ address: z.string(), role: roleSchema }).strict(),
    enabled: z.boolean(),
    activeSystem: z.enum(['primary', 'secondary', 'unknown']),
    lastSwitchOver: z
      .object({
        wallMs: z.number(),
        /** Local time of the server this window talks to, minus UTC, at that moment. */
        offsetMinutes: z.number().int(),
        reason: z.enum(switchOverReasons),
      })
      .strict()
      .nullable(),
    voiceMailServer: z.enum(['available', 'unavailable', 'notConfigured', 'unknown']),
    primary: systemView,
    secondary: systemView,
    link: linkView,
    line: z.object({ position: linePosition, ageMs: z.number().nonnegative().nullable() }).strict(),
    /** Without an A/B switch: what was accepted for a cut of the link. */
    onCut: z.enum(onCutChoices).nullable(),
    manualSwitchOver: z
      .object({
        /** True when pressing the button would be accepted now. */
        allowed: z.boolean(),
        rules: z.array(ruleResult),
        to: roleSchema.nullable(),
        expectedMs: z.number().nonnegative(),
      })
      .strict(),
    automatic: z
      .object({
        armed: z.boolean(),
        /** Whether this server may tick it now, with the rules that say so. */
        canArm: z.boolean(),
        rules: z.array(ruleResult),
        /** On a standby: the rules of an automatic take-over as they stand now. */
        takeOver: z.array(ruleResult),
      })
      .strict(),
    /** A planned maintenance is under way, and ends by itself. */
    maintenance: z.object({ leftMs: z.number().nonnegative() }).strict().nullable(),
    rehearsal: rehearsalView,
    switchOver: switchOverProgress.nullable(),
    completion: z
      .object({ of: roleSchema, complete: z.boolean(), items: z.array(completionItem) })
      .strict()
      .nullable(),
    /** What only a person may do; each is offered only where it makes sense. */
    byHand: z.object({ force: z.boolean(), declareOtherOff: z.boolean(), linesBack: z.boolean() }).strict(),
    dualControl: dualControlView.nullable(),
    /** Why nobody is in control, and what to do: a case of a cold start, or empty. */
    coldStart: z.enum(coldStarts),
    /** What is left of the wait that the case names; null: it names none. */
    coldStartLeftMs: z.number().nonnegative().nullable(),
    /** With `willTakeOver`: how long until this server begins to, if it hears nothing till then. Else null. */
    takesOverInMs: z.number().nonnegative().nullable(),
    epoch: z.number().int().nonnegative(),
    /** What the limit of silence should be, from silences that ended by themselves; null: there was none. */
    lostLimit: z
      .object({
        silences: z.number().int().positive(),
        longestMs: z.number().nonnegative(),
        limitMs: z.number().positive(),
        suggestedMs: z.number().positive(),
      })
      .strict()
      .nullable(),
    timing: z.record(z.string(), z.number()),
    alarms: z.array(alarm),
  })
  .strict()
export type Status = z.infer<typeof status>
