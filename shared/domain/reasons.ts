/** The closed list of reasons for a change of control. Words for each stand in the label table. */
export const switchOverReasons = [
  'manualSwitchOver',
  'forcedSwitchOver',
  'otherSystemNotAvailable',
  'serviceFailedOnActive',
  'activeLostNetwork',
  'dualControlResolved',
  'rehearsal',
  'restartOfBoth',
  'guardianRestarted',
  'unknown',
] as const

export type SwitchOverReason = (typeof switchOverReasons)[number]
