/** A new certificate of the other server: what is shown before it is accepted. */
export const certificateLabels = {
  title: 'New Certificate of the Other Server',
  open: 'Accept the &New Certificate...',
  explained:
    'The other server proved the Redundancy Key, but it shows another certificate than the one this server knows.',
  was: 'Known (SHA-256):',
  is: 'New (SHA-256):',
  damaged: 'Cannot be read any more',
  check:
    'Accept it only if that server was installed anew or lost its data folder. Its own log names its SHA-256, where the certificate was made.',
  none: 'No new certificate waits on this server: look at the other one.',
  another:
    'The other server shows yet another certificate by now: look at it, and accept that one if it is right.',
  /** Of the one that is shown, so that a consent is never for another. */
  consent: (sha256: string): string => `Accept ${sha256.slice(0, 8)}`,
  accept: '&Accept',
  cancel: 'Cancel',
} as const

export const certificateWords = (sha256: string): string =>
  sha256 === '' ? certificateLabels.damaged : sha256
