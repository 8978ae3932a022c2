/** What site.json says of the licence. On a Secondary it may be missing: it lives on the Primary's word. */
export const licenses = ['notRequired', 'registered', 'missing'] as const
export type License = (typeof licenses)[number]

export const licenseOf = ({ required, number }: { required: boolean; number: string }): License => {
  if (!required) return 'notRequired'
  return number.trim() === '' ? 'missing' : 'registered'
}
