import { codeWords } from '../../../shared/domain/labels-values.ts'
import type { LinkProblem } from '../ports.ts'

/** One clear sentence for the log and for a rejected `openBulk`. */
export const sentence = (problem: LinkProblem): string => {
  switch (problem.code) {
    case 'unreachable':
    case 'refused':
    case 'portInUse':
    case 'silent':
      return problem.detail
    case 'malformedFrame':
      return `A frame of the link could not be read (${problem.detail}); the connection was closed.`
    case 'keyMismatch':
      return 'The Redundancy Key differs between the two servers; enter the same key on both.'
    case 'sameServer':
      return 'The peer address leads back to this server; enter the other one.'
    case 'roleMismatch':
      return `Both servers have the role ${problem.peerRole}; one must be Primary, the other Secondary.`
    case 'versionMismatch':
      return `The versions do not work together: ${problem.own} here, ${problem.peer} there; update the older one.`
    case 'addressMismatch':
      return `Primary and Secondary Address differ: ${problem.own} here, ${problem.peer} there.`
    case 'arbiterMismatch':
      return `The A/B switch, or what is accepted without one, differs: ${codeWords(problem.own) || 'none'} here, ${codeWords(problem.peer) || 'none'} there.`
    case 'timingMismatch':
      return `The times of the two servers differ: ${problem.own} here, ${problem.peer} there.`
    case 'clockSkew':
      return `The clocks of the two servers differ by ${Math.round(Math.abs(problem.skewMs)) / 1000} s.`
    case 'certificateChanged':
      return 'The certificate of one server has changed; if that server was installed anew, accept it on the other one.'
  }
}
