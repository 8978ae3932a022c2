import type { LinkView } from '../contract/link.ts'
import type { SettingsFault } from '../contract/settings.ts'
import { findingWords } from './labels-link.ts'
import { ruleSentence } from './labels-rules.ts'
import { settingsFaultWords } from './labels-status.ts'
import type { RemedyCode, RuleResult } from './rules.ts'

/** What a remedy of the dialogs is on the command line, for whoever reads it there. */

const remedyCommands: Partial<Record<RemedyCode, string>> = {
  enableRedundancy: 'redundancy enable',
  setLineSwitchAddress: 'redundancy enable ... --line-switch ADDRESS',
  setLineSwitchOrAccept: 'redundancy enable ... --line-switch ADDRESS',
  forceIfOtherIsOff: 'redundancy force',
  tickAutomatic: 'redundancy arm',
  moveLinesBack: 'redundancy lines back',
  declareOffFirst: 'redundancy declare-other-off',
  confirmDeletions: 'redundancy confirm-deletions SET',
}

const faultCommands: Partial<Record<SettingsFault['code'], string>> = {
  disableFirst: 'redundancy disable',
  disarmFirst: 'redundancy disarm',
}

const withCommand = (sentence: string, command: string | undefined): string =>
  command === undefined ? sentence : `${sentence} On the command line: ${command}`

type Finding = LinkView['findings'][number]

const findingCommands: Partial<Record<Finding['cause'], string>> = {
  certificateChanged: 'redundancy accept-certificate',
}

export const ruleLine = (result: RuleResult): string =>
  withCommand(ruleSentence(result), remedyCommands[result.remedy])

export const settingsFaultLine = (fault: SettingsFault): { field: string; text: string } => {
  const { field, text } = settingsFaultWords(fault)
  return { field, text: withCommand(text, faultCommands[fault.code]) }
}

export const findingRemedyLine = (found: Finding): string =>
  withCommand(findingWords(found).remedy, findingCommands[found.cause])
