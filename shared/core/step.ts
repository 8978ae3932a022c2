import { forgetAutomaticActs, judgeAutomaticAct } from './automatic-acts.ts'
import { obey } from './commands.ts'
import { askEnd, askTick, noteReached, tellCompletion } from './completion.ts'
import { disablingTick } from './disabling.ts'
import { force } from './force.ts'
import { considerOffer, grantSetEnded, grantTick } from './grant.ts'
import { handOverStopped, handOverSynced, handOverTick, restartServices } from './hand-over.ts'
import { heartbeatTick, leaseTick } from './heartbeats.ts'
import { tellDeadline } from './hold.ts'
import { holderLostTick } from './holder-lost.ts'
import { lineSetEnded, pollTick } from './line.ts'
import { lineBackSet, lineBackTick } from './line-back.ts'
import { maintenanceTick, planMaintenance } from './maintenance.ts'
import { primaryAwayTick, primaryMet } from './primary-away.ts'
import { endProgress, retellProgress } from './progress.ts'
import { receive } from './receive.ts'
import { rehearsalTick } from './rehearsal.ts'
import { askRehearsal } from './rehearsal-plan.ts'
import { tellReplication } from './replication-role.ts'
import { shadowTick } from './shadow.ts'
import { isDroppedByStall, stalled } from './stall.ts'
import type { State } from './state.ts'
import type { Effect, Happening, Input, StepResult } from './step-types.ts'
import { lookedAround, lookTick, proofRefused } from './surroundings.ts'
import { considerTakeOver, takeOverSetEnded, takeOverTick, takeOverWord } from './take-over.ts'
import type { Turn } from './turn.ts'
import { noteClock } from './wall-clock.ts'
import { guardianGone, lineRead, linkDown, progressTick, reported, startRefused, wordGiven } from './world.ts'

/**
 * One step of one server's core: a pure function of its state and what happened. When the returned
 * state's `durable` is another object than before, it must be on disk before any effect is carried out.
 */
export const step = (state: State, input: Input): StepResult => {
  const s = { ...state }
  return { state: s, effects: advance(s, input) }
}

/** The same step in the state itself, for whoever needs nothing of the state before it. */
export const advance = (s: State, input: Input): Effect[] => {
  const effects: Effect[] = []
  const turn: Turn = { now: input.now, wallMs: input.wallMs, s, effects }
  noteClock(turn)
  const isStalled = input.gapMs >= s.timing.stallMs && s.mode !== 'disabled'
  if (isStalled) stalled(turn, input.gapMs)
  leaseTick(turn)
  if (!isStalled || !isDroppedByStall(input)) happen(turn, input)
  timePasses(turn)
  return effects
}

const timePasses = (turn: Turn): void => {
  leaseTick(turn)
  handOverTick(turn)
  takeOverTick(turn)
  judgeAutomaticAct(turn)
  grantTick(turn)
  disablingTick(turn)
  progressTick(turn)
  considerOffer(turn)
  considerTakeOver(turn)
  shadowTick(turn)
  holderLostTick(turn)
  lineBackTick(turn)
  pollTick(turn)
  lookTick(turn)
  maintenanceTick(turn)
  primaryAwayTick(turn)
  rehearsalTick(turn)
  restartServices(turn)
  noteReached(turn)
  heartbeatTick(turn)
  tellDeadline(turn)
  tellReplication(turn)
}

const happen = (turn: Turn, input: Happening): void => {
  const { s, now } = turn
  switch (input.type) {
    case 'tick':
      return
    case 'linkUp':
      // What the session before this one left open is over, also when its end was not told.
      if (s.peer !== null) linkDown(turn)
      s.peer = { instance: input.instance, linkedAt: now, heartbeat: null, heardAt: now }
      s.holderLost = null
      primaryMet(turn)
      s.peerArmNumber = 0
      s.unacknowledged = []
      s.nextHeartbeatAt = now
      tellCompletion(turn)
      retellProgress(turn)
      return
    case 'linkDown':
      linkDown(turn)
      return
    case 'message':
      receive(turn, input.message)
      return
    case 'lineRead':
      lineRead(turn, input.query, input.position)
      return
    case 'lineSet':
      if (s.lineSet?.id !== input.set) return
      lineSetEnded(turn, input.outcome)
      takeOverSetEnded(turn, input.outcome)
      grantSetEnded(turn, input.outcome)
      lineBackSet(turn, input.outcome)
      return
    case 'lookedAround':
      lookedAround(turn, input)
      return
    case 'proofRefused':
      proofRefused(turn, input.what)
      return
    case 'guardianReady':
      s.guardianReady = true
      s.services = 'stopped'
      s.deadlineTold = undefined
      return
    case 'guardianGone':
      guardianGone(turn)
      return
    case 'servicesStarted':
      if (s.services !== 'starting' || s.servicesEpoch !== input.epoch) return
      s.services = 'running'
      if (s.progress?.to === s.role) endProgress(turn)
      return
    case 'servicesStopped':
      if (s.services === 'starting' && s.servicesEpoch !== input.epoch) return
      s.services = 'stopped'
      handOverStopped(turn)
      return
    case 'startRefused':
      if (s.servicesEpoch !== input.epoch) return
      s.services = 'stopped'
      startRefused(turn, input.why)
      return
    case 'wordGiven':
      wordGiven(turn)
      return
    case 'word':
      takeOverWord(turn, input.number, input.stopped)
      return
    case 'report':
      reported(turn, input.report)
      return
    case 'synced':
      handOverSynced(turn, input.id, input.ok, input.code)
      return
    case 'completionTick':
      askTick(turn, input.item, input.done, input.requestId)
      return
    case 'completionEnd':
      askEnd(turn, input.requestId)
      return
    case 'force':
      forgetAutomaticActs(turn)
      force(turn, input)
      return
    case 'maintenance':
      forgetAutomaticActs(turn)
      planMaintenance(turn, input.lastsMs, input.requestId, input.person)
      return
    case 'rehearse':
      forgetAutomaticActs(turn)
      askRehearsal(turn, input.plan, { requestId: input.requestId, person: input.person })
      return
    case 'command':
      forgetAutomaticActs(turn)
      obey(turn, input.command, input.requestId, input.person)
      return
  }
}
