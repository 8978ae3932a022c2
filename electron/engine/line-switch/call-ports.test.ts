import { expect, it } from 'vitest'
import { createCallPorts } from './call-ports.ts'

/** A session from the port that is asked for, or from a new one. */
const session = (ports: ReturnType<typeof createCallPorts>, fresh: number, stands: boolean) => {
  const port = ports.next() || fresh
  if (stands) ports.opened(port)
  return { port, end: (how: 'answered' | 'unanswered' | 'proved') => ports.ended(port, how) }
}

it('calls from a new port as long as the box answers', () => {
  const ports = createCallPorts()
  for (const port of [101, 102, 103]) {
    expect(ports.next()).toBe(0)
    session(ports, port, true).end('answered')
  }
})

it('calls again from the port of a session whose end the box may not have heard of, whatever was tried meanwhile', () => {
  const ports = createCallPorts()
  session(ports, 101, true).end('answered')
  session(ports, 102, true).end('unanswered')
  // The cable is out: nothing stands at the box any more.
  const tried = [103, 104, 105, 106, 107, 108, 109].map((fresh) => {
    const { port, end } = session(ports, fresh, false)
    end('unanswered')
    return port
  })
  expect(tried).toEqual([101, 104, 102, 106, 101, 108, 102])
  session(ports, 110, true).end('answered')
  expect(ports.next()).toBe(0)
})

it('forgets a session that the box ended itself', () => {
  const ports = createCallPorts()
  session(ports, 101, true).end('answered')
  session(ports, 102, true).end('proved')
  const { port, end } = session(ports, 103, false)
  expect(port).toBe(101)
  end('proved')
  session(ports, 104, false).end('unanswered')
  expect(ports.next()).toBe(0)
})
