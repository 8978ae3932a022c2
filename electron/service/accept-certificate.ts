import { certificateWords, certificateLabels as labels } from '../../shared/domain/labels.ts'
import { judge } from '../../shared/domain/rules.ts'
import { type Command, finish, newRequestId, readConsent } from './command.ts'

const REFUSED = 'The new certificate was not accepted'

/** `accept-certificate [--consent "..."]`: shows both certificates, and wants a sentence typed that names the new one. */
export const acceptCertificate: Command = async (service, { consent: given }, console) => {
  const { certificate } = await service.call('newCertificate', {})
  if (certificate === null) {
    console.err(`redundancy: ${labels.none}`)
    return 1
  }
  const { was, is } = certificate
  const width = Math.max(labels.was.length, labels.is.length) + 1
  console.out(labels.explained)
  console.out(`  ${labels.was.padEnd(width)}${certificateWords(was)}`)
  console.out(`  ${labels.is.padEnd(width)}${is}`)
  console.out(labels.check)
  const sentence = labels.consent(is)
  const typed = await readConsent(sentence, given, console)
  if (typed === null) return 1
  if (typed.trim() !== sentence) {
    const rules = [judge('consentTyped', false, typed, sentence, 'typeConsent')]
    return finish(REFUSED, { ok: false, code: 'rules', rules, faults: [], message: '' }, '', console)
  }
  return finish(
    REFUSED,
    await service.call('acceptCertificate', { requestId: newRequestId(), certificate: is }),
    'The new certificate is accepted; the link comes up by itself.',
    console,
  )
}
