import { acceptCertificate } from './accept-certificate.ts'
import { type Command, finish, newRequestId } from './command.ts'
import { declareOtherOff } from './declare-other-off.ts'
import { doctorLines } from './doctor-text.ts'
import { disable, enable } from './enable.ts'
import { force } from './force.ts'
import { maintenance } from './maintenance.ts'
import { record } from './record.ts'
import { rehearse } from './rehearse.ts'
import { statusLines } from './status-text.ts'
import { switchOver } from './switch-over.ts'

/** The commands that ask a running service. Each is one call of the contract and its words. */

const status: Command = async (service, { json }, console) => {
  const current = await service.call('status', {})
  if (json) console.out(JSON.stringify(current, null, 2))
  else for (const line of statusLines(current)) console.out(line)
  return 0
}

const arm: Command = async (service, _, console) =>
  finish(
    'Automatic take-over was not turned on',
    await service.call('arm', { requestId: newRequestId() }),
    'Automatic take-over is on.',
    console,
  )

const disarm: Command = async (service, _, console) =>
  finish(
    'Automatic take-over was not turned off',
    await service.call('disarm', { requestId: newRequestId() }),
    'Automatic take-over is off.',
    console,
  )

const confirmDeletions: Command = async (service, { word: set = '' }, console) =>
  finish(
    `The deletions in ${set} were not confirmed`,
    await service.call('confirmDeletions', { requestId: newRequestId(), set }),
    `The deletions in ${set} are confirmed.`,
    console,
  )

const doctor: Command = async (service, { json }, console) => {
  const view = await service.call('examineLink', {})
  if (json) console.out(JSON.stringify(view, null, 2))
  else for (const line of doctorLines(view)) console.out(line)
  return 0
}

const acknowledgeDualControl: Command = async (service, _, console) => {
  const { dualControl } = await service.call('status', {})
  return finish(
    'It was not acknowledged',
    await service.call('acknowledgeDualControl', { requestId: newRequestId() }),
    dualControl === null
      ? 'There is nothing to acknowledge: this server knows of no two systems that claimed control.'
      : 'It is acknowledged, on both servers once they hear each other.',
    console,
  )
}

const linesBack: Command = async (service, _, console) =>
  finish(
    'The lines were not moved back',
    await service.call('moveLinesBack', { requestId: newRequestId() }),
    'The lines are back on the side of this server, and were read there.',
    console,
  )

const link: Command = async (service, _, console) => {
  console.out(await service.link())
  return 0
}

export const commands: Readonly<Record<string, Command>> = {
  status,
  record,
  enable,
  disable,
  'switch-over': switchOver,
  force,
  'declare-other-off': declareOtherOff,
  'acknowledge-dual-control': acknowledgeDualControl,
  lines: linesBack,
  arm,
  disarm,
  'confirm-deletions': confirmDeletions,
  'accept-certificate': acceptCertificate,
  maintenance,
  rehearse,
  link,
  doctor,
}
