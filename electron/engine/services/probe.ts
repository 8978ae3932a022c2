import type { Probe } from '../../../shared/contract/site.ts'
import { down, type Finding, type Limit, unknown, up } from './finding.ts'
import { httpGet } from './http-get.ts'
import { probeSip } from './sip-probe.ts'
import { probeTcp } from './tcp-probe.ts'

/** What the guardian (or whoever runs it) knows of a service's process. */
export type ProcessState = 'running' | 'stopped' | 'unknown'

const processFinding: Record<ProcessState, Finding> = {
  running: up,
  stopped: down('its process is not running'),
  unknown: unknown('nothing is known of its process'),
}

/** Any status below 500 is up: a page that is missing or wants a password still comes from a live server. */
const probeHttp = async (url: string, limit: Limit): Promise<Finding> => {
  const answer = await httpGet(url, 'noBody', limit)
  if (!answer.ok) return down(answer.detail)
  return answer.status < 500 ? up : down(`${new URL(url).host} answered ${answer.status}`)
}

/** One look at a service, as its site setting says. */
export const lookWith = async (
  probe: Probe,
  processState: () => ProcessState,
  limit: Limit,
): Promise<Finding> => {
  switch (probe.kind) {
    case 'process':
      return processFinding[processState()]
    case 'tcp':
      return probeTcp(probe.host, probe.port, limit)
    case 'http':
      return probeHttp(probe.url, limit)
    case 'sip':
      return probeSip(probe.host, probe.port, limit)
  }
}
